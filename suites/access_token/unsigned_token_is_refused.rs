use super::{believe, original, refuses, remember};
use crate::{
    oauth::{forgery, jwt::Jwt},
    prelude::*,
    spec::RFC9068,
};

pub(super) const CHECK: Check = Check {
    id: "unsigned-token-is-refused",
    title: "a JWT with the algorithm `none` and no signature opens nothing",
    level: Must,
    spec: &[RFC9068.must("4")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Anybody can write such a token. A library that reads the algorithm from the token, and not from the key, takes \
          it for verified.",
    fix: "Tell the library which algorithms there are, by the keys that you have: `algorithms: [\"RS256\"]`.",
    fault: Fault::at(&[Endpoint::Token, Endpoint::Mcp])
        .request(|asked| {
            let is_none =
                |jwt: &Jwt| jwt.header["alg"].as_str().is_some_and(|alg| alg.eq_ignore_ascii_case("none"));
            believe(asked, is_none);
        })
        .response(remember),
    judge: |session| Box::pin(judge(session)),
};

/// The registered spelling, and one that gets past a comparison with it.
const SPELLINGS: &[&str] = &["none", "None"];

async fn judge(session: &dyn Session) -> Judgement {
    let (jwt, url) = original(session).await?;
    for spelling in SPELLINGS {
        let what = format!("the token without its signature, with the algorithm `{spelling}`");
        refuses(session, &url, &forgery::unsigned(&jwt, spelling), &what).await?;
    }
    Ok(())
}
