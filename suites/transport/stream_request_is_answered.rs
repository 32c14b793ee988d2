use super::{opening, silence};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "stream-request-is-answered",
    title: "a GET for the event stream gets the stream or status 405",
    level: Must,
    spec: &[MCP.must("basic/transports#listening-for-messages-from-the-server").until(V2025_11_25)],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Tokens,
    why: "Claude Code and mcp-remote open the stream after `initialize`, and take a 405 for no (recorded). An answer \
          that does not come, or that is a page, costs them time or an error on each connect (users' logs).",
    fix: "Answer 405 where you have nothing to send, or send the header fields of the stream at once, unbuffered: \
          with nginx `X-Accel-Buffering: no`.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        let authorized = answer.request.headers.first("authorization").is_some();
        if authorized && answer.request.method == "GET" {
            *answer.response = Response::json_with(200, &json!({"status": "ok"}));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

const EXPECTED: &str = "an event stream or status 405";

/// Without a session a server that keeps sessions may refuse the request with 400 or 404.
async fn judge(session: &dyn Session) -> Judgement {
    let opening = opening(session).await?;
    let answered = session.observe(session.stream(&opening)).await;
    let exchange = answered.map_err(|obstacle| silence(EXPECTED, obstacle))?;
    let status = exchange.response.status;
    let streams = status == 200 && exchange.response.media_type() == "text/event-stream";
    let lacks_session = opening.session_id.is_none() && matches!(status, 400 | 404);
    ensure(streams || status == 405 || lacks_session, || {
        Finding::new(EXPECTED, exchange.summary()).at_status(&exchange)
    })
}
