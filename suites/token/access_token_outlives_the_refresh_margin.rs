use super::{edit_grant, response};
use crate::{oauth::token::Grant, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "access-token-outlives-the-refresh-margin",
    title: "an access token lasts longer than the five minutes ahead of whose end clients refresh",
    level: Interop,
    spec: &[],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Tokens,
    why: "Claude Code and mcp-remote refresh where less than 300 s are left (recorded), Claude Web up to five \
          minutes ahead (documented). A token that starts with less is refreshed before each request; each time the \
          token endpoint is down or limits its rate, a call fails.",
    fix: "Let access tokens last an hour. In Keycloak that is `Access Token Lifespan` of the realm or client, whose \
          default is five minutes.",
    fault: Fault::at(&[Endpoint::Token])
        .response(|answer| edit_grant(answer, |answer| answer.set_member("expires_in", json!(300)))),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, body) = response(session).await?;
    let margin = session.profile().token.refresh_margin.value;
    let lifetime = Grant::from_json(&body).and_then(|grant| grant.expires_in);
    ensure(lifetime.is_none_or(|lifetime| lifetime > margin), || {
        let observed = format!("{} s", lifetime.unwrap_or_default());
        Finding::new(format!("more than {margin} s"), observed).at_body(&exchange, "/expires_in")
    })
}
