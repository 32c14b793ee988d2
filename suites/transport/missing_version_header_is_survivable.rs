use super::{answered, versioned_list};
use crate::{fault::Answered, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "missing-version-header-is-survivable",
    title: "a request of a session without `MCP-Protocol-Version` is answered",
    level: Should,
    spec: &[MCP
        .should("basic/transports#protocol-version-header")
        .since(V2025_06_18)
        .until(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Clients older than the header field do not send it, and some proxies drop what they do not know. The \
          Claude clients of today send it.",
    fix: "Without the header field go by what `initialize` agreed on, or by 2025-03-26.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if lists_in_a_session(answer) && answer.request.headers.first("mcp-protocol-version").is_none() {
            *answer.response = Response { status: 400, ..Response::default() };
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

fn lists_in_a_session(answer: &Answered<'_>) -> bool {
    let is_in_session = answer.request.headers.first("mcp-session-id").is_some();
    is_in_session && answer.request.body.contains("\"tools/list\"") && answer.response.is_success()
}

async fn judge(session: &dyn Session) -> Judgement {
    let request = versioned_list(session, "without-a-version").await?;
    let exchange = session.observe(request.without("mcp-protocol-version")).await?;
    let body = exchange.response.json().unwrap_or_default();
    ensure(exchange.response.is_success() && body.get("result").is_some(), || {
        Finding::new("the result that the request with the version got", answered(&exchange))
            .at_status(&exchange)
    })
}
