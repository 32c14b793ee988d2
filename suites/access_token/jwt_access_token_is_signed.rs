use super::{jwt, recognise, reissue, seen_in};
use crate::{oauth::forgery, prelude::*, spec::RFC9068};

pub(super) const CHECK: Check = Check {
    id: "jwt-access-token-is-signed",
    title: "an access token that is a JWT is signed",
    level: Must,
    spec: &[RFC9068.must("2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Whoever holds one can write another, with any name and any scope in it.",
    fix: "Sign with a key whose public half is at `jwks_uri` (RS256, ES256), or issue random strings and look them up.",
    fault: Fault::at(&[Endpoint::Token, Endpoint::Mcp, Endpoint::Revocation, Endpoint::Introspection])
        .request(recognise)
        .response(|answer| reissue(answer, |jwt| forgery::unsigned(jwt, "none"))),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (tokens, jwt) = jwt(session).await?;
    ensure(jwt.is_signed(), || {
        let observed = format!("the algorithm `{}`", jwt.header["alg"].as_str().unwrap_or_default());
        seen_in(&tokens, Finding::new("a signature", observed))
    })
}
