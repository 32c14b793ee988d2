use super::{profiled, recognise, refuses};
use crate::{
    access::accepted,
    oauth::jwt::{Jwt, encode},
    prelude::*,
    spec::RFC9068,
};

pub(super) const CHECK: Check = Check {
    id: "other-jwts-do-not-open-the-endpoint",
    title: "an ID token in the place of an access token opens nothing",
    level: Must,
    spec: &[RFC9068.must("4")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "An ID token is for the client, lies about in its logs and pages, and was approved for nothing but a name. Both \
          are signed by the same key, so that the signature does not tell them apart.",
    fix: "Check `typ` (`at+jwt`) and `aud` beside the signature.",
    fault: Fault::at(&[Endpoint::Token, Endpoint::Mcp]).request(recognise).response(|answer| {
        let body = answer.response.json().unwrap_or_default();
        let Some(token) = body["access_token"].as_str() else { return };
        let Some(jwt) = Jwt::parse(token) else { return };
        let header = encode(&json!({ "alg": jwt.header["alg"], "typ": "JWT" }));
        let id_token = format!("{header}.{}.c2lnbmF0dXJl", jwt.written_claims());
        answer.memory.insert(id_token.clone(), json!(token));
        answer.set_member("id_token", json!(id_token));
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Where the access token does not claim the type, an ID token may be told from it by its audience alone, or not at all.
async fn judge(session: &dyn Session) -> Judgement {
    let (tokens, _) = profiled(session).await?;
    let response = tokens.exchange.as_ref().and_then(|exchange| exchange.response.json()).unwrap_or_default();
    let Some(id_token) = response["id_token"].as_str() else {
        return Err(inapplicable("the server issued no ID token"));
    };
    let (_, control) = accepted(session).await?;
    refuses(session, &control.url, id_token, "the ID token").await
}
