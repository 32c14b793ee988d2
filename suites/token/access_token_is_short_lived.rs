use super::{edit_grant, response};
use crate::{oauth::token::Grant, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "access-token-is-short-lived",
    title: "an access token ends within a day",
    level: Should,
    spec: &[
        MCP.should("basic/authorization#token-theft").since(V2025_06_18).until(V2025_11_25),
        MCP.should("basic/authorization/security-considerations#token-theft").since(V2026_07_28),
    ],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Whoever gets hold of an access token has it for as long as it lasts, and mostly nothing can end it \
          before. A client that has a refresh token loses nothing by a short one.",
    fix: "Let access tokens last an hour, and issue a refresh token beside. Authlib lets those of a code last ten days: \
          set `OAUTH2_TOKEN_EXPIRES_IN`.",
    fault: Fault::at(&[Endpoint::Token])
        .response(|answer| edit_grant(answer, |answer| answer.set_member("expires_in", json!(2 * DAY)))),
    judge: |session| Box::pin(judge(session)),
};

const DAY: u64 = 24 * 60 * 60;

async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, body) = response(session).await?;
    let lifetime = Grant::from_json(&body).and_then(|grant| grant.expires_in);
    let lifetime = lifetime.ok_or_else(|| inapplicable("the token response states no lifetime"))?;
    ensure(lifetime <= DAY, || {
        Finding::new(format!("at most {DAY} s"), format!("{lifetime} s")).at_body(&exchange, "/expires_in")
    })
}
