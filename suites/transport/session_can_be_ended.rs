use super::ended_session;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "session-can-be-ended",
    title: "a DELETE of a session ends it, or gets status 405",
    level: May,
    spec: &[MCP.may("basic/transports#session-management").until(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "A client says good-bye with it. With another status it cannot tell whether its session is still there, \
          and the server keeps what nobody will use again.",
    fix: "Hand DELETE of the MCP path to the SDK's transport as well as POST (`app.all` with Express), or answer \
          405.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.method == "DELETE" && answer.response.is_success() {
            answer.response.status = 404;
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (_, exchange) = ended_session(session).await?;
    ensure(exchange.response.is_success() || exchange.response.status == 405, || {
        Finding::new("a 2xx status or 405", exchange.summary()).at_status(&exchange)
    })
}
