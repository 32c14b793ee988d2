use super::{edit_grant, response};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "expires-in-is-a-number",
    title: "the lifetime of the access token, where it is stated, is a number",
    level: Should,
    spec: &[RFC6749.should("5.1")],
    impact: Impact { web: Harmless, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Tokens,
    why: "A text of digits is read as a number by Claude Code and mcp-remote; null counts as 0, and they refresh \
          before each request (both recorded). Clients on other libraries refuse the whole response (recorded for \
          rmcp).",
    fix: "Send the seconds as a JSON number, `\"expires_in\": 3600`, or leave the member out.",
    fault: Fault::at(&[Endpoint::Token])
        .response(|answer| edit_grant(answer, |answer| answer.set_member("expires_in", json!("3600")))),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, body) = response(session).await?;
    let lifetime = body
        .get("expires_in")
        .ok_or_else(|| inapplicable("the token response states no lifetime"))?;
    ensure(lifetime.is_number(), || {
        Finding::new("a number", format!("`{lifetime}`")).at_body(&exchange, "/expires_in")
    })
}
