use super::{believe, jwt_key_is_published::published_key, original, refuses, remember};
use crate::{oauth::forgery, prelude::*, spec::RFC8725};

pub(super) const CHECK: Check = Check {
    id: "public-key-is-no-shared-secret",
    title: "a JWT that is signed by HMAC with the published key for its secret opens nothing",
    level: Must,
    spec: &[RFC8725.must("3.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "The key is public, so that anybody can sign such a token. A library that is handed the key as text, and lets \
          the token choose the algorithm, takes the text for a secret that both sides share.",
    fix: "Tell the library the one algorithm that belongs to the key, or hand it the key as an object of its kind.",
    fault: Fault::at(&[Endpoint::Token, Endpoint::Mcp])
        .request(|asked| believe(asked, |jwt| jwt.header["alg"] == "HS256"))
        .response(remember),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (jwt, url) = original(session).await?;
    let (_, key) = published_key(session, &jwt).await?;
    let forged = key.map(|key| forgery::by_public_key(&jwt, &key)).unwrap_or_default();
    if forged.is_empty() {
        return Err(inapplicable("no key is published for the token that is of RSA or on P-256"));
    }
    for token in forged {
        refuses(session, &url, &token, "the token signed by HMAC with the published key").await?;
    }
    Ok(())
}
