use super::{is_unauthorized, revoke, sacrificed, works};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "revoked-token-is-unauthorized",
    title: "an access token that was revoked gets status 401",
    level: Should,
    spec: &[OAUTH_2_1.should("5.3.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Sacrifices(1),
    why: "A person who disconnects, or whose token was stolen, takes it to be worthless from then on. Whoever answers \
          a revoked token with anything but 401 also keeps clients from asking for a new sign-in.",
    fix: "Let the MCP server ask for the state of a token: by introspection, or in a list of what was revoked. If it \
          reads self-contained JWTs alone, give them a short life, and tell users that a revocation takes so long.",
    fault: Fault::at(&[Endpoint::Revocation]).request(|asked| {
        // The access tokens of the bundled server are JWTs, its refresh tokens are not.
        if asked.request.form_field("token").is_some_and(|token| token.contains('.')) {
            asked.request.set_form_field("token", Some(super::UNKNOWN));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let tokens = sacrificed(session).await?;
    let token = &tokens.grant.access_token;
    works(session, token).await?;
    revoke(session, &tokens.registered, token).await?;
    is_unauthorized(session, token, "for an access token that was revoked").await
}
