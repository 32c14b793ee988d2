use super::{approved_for, issue_beyond, jwt, let_pass, redeemed_for, refuses};
use crate::{access::accepted, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "token-for-another-resource-is-refused",
    title: "an access token that was issued for another resource opens nothing here",
    level: Must,
    spec: &[MCP
        .must("basic/authorization/security-considerations#token-audience-binding-and-validation")
        .since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "A server next door that gets such a token from a user could come here with it, in the user's name.",
    fix: "Compare `aud` of each token with the `resource` of the metadata, and refuse what names something else. TypeScript \
          SDK: in `verifyAccessToken`; FastMCP: `audience` of `JWTVerifier`.",
    fault: Fault::at(&[Endpoint::Authorization, Endpoint::Token, Endpoint::Mcp])
        .request(|asked| let_pass(asked, ANOTHER))
        .response(|answer| issue_beyond(answer, ANOTHER)),
    judge: |session| Box::pin(judge(session)),
};

/// What stands behind the resource of the run where another one is asked for.
const ANOTHER: &str = "/claude-conformance-elsewhere";

/// Whom a token is for can be seen where it is a JWT. An authorization server that gives none for a resource that it does
/// not know leaves nothing to refuse.
async fn judge(session: &dyn Session) -> Judgement {
    let (_, control) = accepted(session).await?;
    jwt(session).await?;
    let Some(approved) = approved_for(session, Some(ANOTHER)).await? else { return Ok(()) };
    let Some((_, grant, jwt)) = redeemed_for(session, &approved, Some(ANOTHER)).await? else { return Ok(()) };
    let audience = jwt.values("aud");
    if audience.is_empty() || !audience.iter().all(|named| named.ends_with(ANOTHER)) {
        return Err(inapplicable("the authorization server issues no token for another resource"));
    }
    refuses(
        session,
        &control.url,
        grant.access_token.reveal(),
        "a token with another resource for its audience",
    )
    .await
}
