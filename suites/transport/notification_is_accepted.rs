use super::opening;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "notification-is-accepted",
    title: "`notifications/initialized` is answered with status 202 and no body",
    level: Must,
    spec: &[
        MCP.must("basic/transports#sending-messages-to-the-server").until(V2025_11_25),
        MCP.must("basic/transports/streamable-http#sending-messages").since(V2026_07_28),
    ],
    impact: Impact { web: Breaks, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Tokens,
    why: "It is the first message after `initialize`. Claude Web was seen not to add servers that answer it with \
          200, 204 or an error (users' logs against the SDKs for Ruby and Rust).",
    fix: "Answer a notification with 202 and an empty body, once its token is checked.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.response.status == 202 {
            answer.response.status = 204;
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let opening = opening(session).await?;
    let message = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    let exchange = session.observe(session.message(&opening, &message)).await?;
    let empty = exchange.response.body.trim().is_empty();
    ensure(exchange.response.status == 202 && empty, || {
        Finding::new("status 202 without a body", exchange.summary()).at_status(&exchange)
    })
}
