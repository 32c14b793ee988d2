use super::{profiled, recognise, reissue, seen_in};
use crate::{prelude::*, spec::RFC9068};

pub(super) const CHECK: Check = Check {
    id: "jwt-issuer-is-the-issuer",
    title: "`iss` of an access token of the type `at+jwt` is the issuer of the metadata, character for character",
    level: Must,
    spec: &[RFC9068.must("4")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "The endpoint has to refuse a token of any other issuer. With a slash too many, or the address inside of the \
          network, every token is another's as soon as that is checked.",
    fix: "Take the issuer of tokens and of metadata from one setting: the public URL (Keycloak: `hostname`).",
    fault: Fault::at(&[Endpoint::Token, Endpoint::Mcp, Endpoint::Revocation, Endpoint::Introspection])
        .request(recognise)
        .response(|answer| {
            let slash = |claims: &mut Value| {
                claims["iss"] = json!(format!("{}/", claims["iss"].as_str().unwrap_or_default()));
            };
            reissue(answer, |jwt| jwt.with_claims(slash));
        }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (tokens, jwt) = profiled(session).await?;
    let metadata = session.server_metadata().await?;
    let Some(issuer) = metadata.text("issuer") else {
        return Err(Obstacle::step("authorization server metadata", "it names no `issuer`").into());
    };
    ensure(jwt.claims["iss"] == issuer, || {
        seen_in(&tokens, Finding::new(format!("`{issuer}`"), format!("`{}`", jwt.claims["iss"])))
    })
}
