use super::{profiled, recognise, reissue, seen_in};
use crate::{prelude::*, spec::RFC9068};

pub(super) const CHECK: Check = Check {
    id: "jwt-access-token-has-the-required-claims",
    title: "an access token of the type `at+jwt` has each claim that the type requires",
    level: Must,
    spec: &[RFC9068.must("2.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "A library for the type refuses a token without one of them, so that the endpoint stays closed once it uses one. \
          The clients do not look into tokens.",
    fix: "Write `iss`, `exp`, `aud`, `sub`, `client_id`, `iat` and `jti`, or do not call the token `at+jwt`.",
    fault: Fault::at(&[Endpoint::Token, Endpoint::Mcp, Endpoint::Revocation, Endpoint::Introspection])
        .request(recognise)
        .response(|answer| {
            reissue(answer, |jwt| {
                jwt.with_claims(|claims| {
                    claims.as_object_mut().map(|claims| claims.remove("jti"));
                })
            });
        }),
    judge: |session| Box::pin(judge(session)),
};

const REQUIRED: &[&str] = &["iss", "exp", "aud", "sub", "client_id", "iat", "jti"];

async fn judge(session: &dyn Session) -> Judgement {
    let (tokens, jwt) = profiled(session).await?;
    let is_missing = |claim: &&&str| jwt.claims.get(**claim).is_none_or(Value::is_null);
    let missing: Vec<_> = REQUIRED.iter().filter(is_missing).map(|claim| format!("`{claim}`")).collect();
    ensure(missing.is_empty(), || {
        let expected = REQUIRED.iter().map(|claim| format!("`{claim}`")).collect::<Vec<_>>().join(", ");
        seen_in(&tokens, Finding::new(expected, format!("no {}", missing.join(", "))))
    })
}
