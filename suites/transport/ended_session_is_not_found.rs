use super::{answered, ended_session};
use crate::{prelude::*, steps::list_tools};

pub(super) const CHECK: Check = Check {
    id: "ended-session-is-not-found",
    title: "a request in a session that was ended gets status 404",
    level: Must,
    spec: &[MCP.must("basic/transports#session-management").until(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Only status 404 makes a client open another session. Where the session is served on, ending it has no \
          effect, and whoever knows its id goes on with it.",
    fix: "Forget a session when DELETE ends it, on every replica, and answer its id with 404 from then on.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        let Some(id) = answer.request.headers.first("mcp-session-id").map(str::to_owned) else { return };
        if answer.request.method == "DELETE" && answer.response.is_success() {
            answer.memory.insert(id, json!("ended"));
        } else if answer.memory.contains_key(&id) && answer.response.status == 404 {
            answer.response.status = 400;
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (opening, exchange) = ended_session(session).await?;
    if !exchange.response.is_success() {
        return Err(inapplicable(format!("a DELETE gets status {}", exchange.response.status)));
    }
    let exchange = session.send(session.message(&opening, &list_tools(1))).await?;
    ensure(exchange.response.status == 404, || {
        Finding::new("status 404", answered(&exchange)).at_status(&exchange)
    })
}
