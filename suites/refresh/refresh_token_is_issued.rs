use super::is_refresh;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "refresh-token-is-issued",
    title: "a client whose access token ends within a day gets a refresh token",
    level: Interop,
    spec: &[],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Degrades },
    asked_by: EachClient,
    needs: Tokens,
    why: "When the access token ends, its user has to sign in again. Claude Code then says `Needs authentication` \
          and mcp-remote stops with `Unauthorized` (recorded).",
    fix: "Issue a refresh token to clients that register the grant type `refresh_token`; all Claude clients do. A \
          server that demands the scope `offline_access` for it, as Entra, Okta and Auth0 do, should list that scope \
          in `scopes_supported` of its own metadata, and allow it for registered clients.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        if !is_refresh(answer) {
            answer.remove_member("refresh_token");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

const DAY: u64 = 24 * 60 * 60;

async fn judge(session: &dyn Session) -> Judgement {
    let tokens = session.tokens().await?;
    let Some(exchange) = &tokens.exchange else {
        return Err(Obstacle::unknown("the tokens were given by the user, there is no token response").into());
    };
    let lasts = tokens.grant.expires_in.is_none_or(|lifetime| lifetime >= DAY);
    let issued = tokens.grant.refresh_token.is_some();
    let scopes = session.server_metadata().await.ok();
    let offline =
        scopes.and_then(|metadata| Some(metadata.list("scopes_supported")?.contains(&"offline_access")));
    ensure(issued || lasts, || {
        let lifetime = tokens.grant.expires_in.unwrap_or_default();
        let listed = if offline == Some(true) { ", though the metadata list `offline_access`" } else { "" };
        Finding::new("a `refresh_token`", format!("none, and an access token for {lifetime} s{listed}"))
            .at_body(exchange, "")
    })
}
