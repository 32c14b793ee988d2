use super::{UNKNOWN_SESSION, session_opened};
use crate::{prelude::*, steps::list_tools};

pub(super) const CHECK: Check = Check {
    id: "unknown-session-is-not-found",
    title: "a request in a session that is not there is answered with status 404",
    level: Must,
    spec: &[MCP.must("basic/transports#session-management").until(V2025_11_25)],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Tokens,
    why: "After a restart the sessions are gone, and status 404 is the one answer that tells a client to open another. \
          With 400, or an error inside of a 200, the connection stays dead until its user connects again (users' \
          threads).",
    fix: "Answer 404 to an `Mcp-Session-Id` that you do not know, whether it ended or never was. The stateless mode of \
          the SDKs has no sessions to lose.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.response.status == 404
            && answer.request.headers.first("mcp-session-id") == Some(UNKNOWN_SESSION)
        {
            answer.response.status = 400;
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (opening, _) = session_opened(session).await?;
    let request = session.message(&opening, &list_tools(1));
    let control = session.observe(request.clone()).await?;
    if !control.response.is_success() {
        return Err(Obstacle::control(format!("in its own session it got {}", control.summary())).into());
    }
    let exchange = session.observe(request.with("mcp-session-id", UNKNOWN_SESSION)).await?;
    ensure(exchange.response.status == 404, || {
        Finding::new("status 404", exchange.summary()).at_status(&exchange)
    })
}
