use super::{answered, listed_without_a_session};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "tools-are-listed-without-a-session",
    title: "`tools/list` without the session's id is answered, or refused with status 400 or 404",
    level: Interop,
    spec: &[],
    impact: Impact { web: Degrades, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Claude Web leaves the id out at times: of thirty requests of one connector none had it (users' logs). \
          After a 400 or a 404 it can begin anew; any other status reads as a broken server. A server that serves \
          such requests has no such users.",
    fix: "Serve requests without `Mcp-Session-Id` from the token alone, as the stateless mode of the SDKs does \
          (`sessionIdGenerator: undefined`, `stateless_http=True`), or answer 400 at once.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        let asked = answer.request;
        let lists = asked.body.contains("\"tools/list\"") && !asked.body.contains("\"_meta\"");
        let authorized = asked.headers.first("authorization").is_some();
        if lists && authorized && asked.headers.first("mcp-session-id").is_none() {
            *answer.response =
                Response::html_with(500, "<!doctype html><title>Internal Server Error</title>");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = listed_without_a_session(session).await?;
    let body = exchange.response.json().unwrap_or_default();
    let listed = exchange.response.is_success() && body["result"]["tools"].is_array();
    ensure(listed || matches!(exchange.response.status, 400 | 404), || {
        Finding::new("the tools, or status 400 or 404", answered(&exchange)).at_status(&exchange)
    })
}
