use super::{answered, listed_without_a_session};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "missing-session-id-is-a-bad-request",
    title: "a server that requires a session answers a request without its id with status 400",
    level: Should,
    spec: &[MCP.should("basic/transports#session-management").until(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Status 400 tells a client that its request was incomplete. With 404 it takes the session for over, and \
          with 401 or 403 its token for bad, and lets its user sign in again.",
    fix: "Answer 400 where `Mcp-Session-Id` is missing and 404 where it is unknown, once the token is checked.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        let asked = answer.request;
        let lists = asked.body.contains("\"tools/list\"") && !asked.body.contains("\"_meta\"");
        let authorized = asked.headers.first("authorization").is_some();
        if lists && authorized && asked.headers.first("mcp-session-id").is_none() {
            *answer.response = Response { status: 404, ..Response::default() };
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = listed_without_a_session(session).await?;
    if exchange.response.is_success() {
        return Err(inapplicable("the server requires no session"));
    }
    ensure(exchange.response.status == 400, || {
        Finding::new("status 400", answered(&exchange)).at_status(&exchange)
    })
}
