use super::{believe, original, refuses, remember};
use crate::{oauth::forgery, prelude::*, spec::RFC9068};

pub(super) const CHECK: Check = Check {
    id: "keys-in-the-token-are-not-trusted",
    title: "a JWT that is signed by a key which it brings itself opens nothing",
    level: Must,
    spec: &[RFC9068.must("4")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Anybody can make a key, sign with it and put it into the header of the token. Verified by that key every token \
          is good.",
    fix: "Take the keys from the `jwks_uri` of the authorization server and from nowhere else; `kid` chooses among them, \
          and `jwk`, `jku` and `x5u` are not looked at.",
    fault: Fault::at(&[Endpoint::Token, Endpoint::Mcp])
        .request(|asked| believe(asked, |jwt| jwt.header.get("jwk").is_some()))
        .response(remember),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (jwt, url) = original(session).await?;
    let what = "a token signed by the key in its own header";
    refuses(session, &url, &forgery::by_own_key(&jwt), what).await
}
