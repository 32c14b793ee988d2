use super::{UNKNOWN_SESSION, answered, is_stateless, speak_no_older_revision, stateless_only};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "session-ids-of-older-clients-are-ignored",
    title: "a server that speaks MCP 2026-07-28 only ignores the id of a session, and opens none",
    level: Should,
    spec: &[MCP
        .should("basic/transports/streamable-http#earlier-streamable-http-revisions")
        .since(V2026_07_28)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "A client that kept the id of a session from before the server was renewed goes on sending it. Refused, it \
          loses a connection that needs no session.",
    fix: "Read neither `Mcp-Session-Id` nor `Last-Event-ID`, and send no `Mcp-Session-Id`.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        speak_no_older_revision(answer);
        if is_stateless(answer) && answer.request.headers.first("mcp-session-id").is_some() {
            answer.response.headers.set("mcp-session-id", "a-session-that-was-opened-for-nothing");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (control, _) = stateless_only(session).await?;
    let request = control.request.clone().with("mcp-session-id", UNKNOWN_SESSION).with("last-event-id", "1");
    let exchange = session.observe(request).await?;
    let body = exchange.response.json().unwrap_or_default();
    ensure(exchange.response.is_success() && body.get("result").is_some(), || {
        Finding::new("the result that the request without a session got", answered(&exchange))
            .at_status(&exchange)
    })?;
    ensure(exchange.response.headers.first("mcp-session-id").is_none(), || {
        Finding::new("no `Mcp-Session-Id`", "one").at_header(&exchange, "mcp-session-id")
    })
}
