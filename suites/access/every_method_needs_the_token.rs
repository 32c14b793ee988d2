use super::{accepted, refused};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "every-method-needs-the-token",
    title: "a notification, and a DELETE of a session, are refused without the token",
    level: Must,
    spec: &[SECURITY_BEST_PRACTICES.must("session-hijacking").until(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Who learns the id of a session ends it for its user, or cancels what runs in it, where only requests that \
          have an answer are guarded.",
    fix: "Put the token check in front of every method and message of the MCP path: with Express `app.use` or \
          `app.all`, not `app.post` alone.",
    fault: Fault::at(&[Endpoint::Mcp]).request(|asked| {
        if let Some(bearer) = asked.request.headers.first("authorization") {
            asked.memory.insert("bearer".into(), json!(bearer));
        } else if (asked.request.method == "DELETE" || asked.request.body.contains("\"notifications/"))
            && let Some(bearer) = asked.memory.get("bearer").and_then(Value::as_str)
        {
            asked.request.headers.set("authorization", bearer);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// In a session of its own, which a server that fails may end. Where there is none a DELETE is not tried: some servers have
/// one session for everybody.
async fn judge(session: &dyn Session) -> Judgement {
    accepted(session).await?;
    let opening = session.another_opening("every-method").await?;
    let message = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    refused(session, session.message(&opening, &message).without("authorization")).await?;
    if opening.session_id.is_some() {
        refused(session, session.deletion(&opening).without("authorization")).await?;
    }
    Ok(())
}
