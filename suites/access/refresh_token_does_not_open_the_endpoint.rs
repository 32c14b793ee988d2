use super::{accepted, refused};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "refresh-token-does-not-open-the-endpoint",
    title: "a refresh token in the place of an access token opens nothing",
    level: Must,
    spec: &[RFC6749.must("1.5")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Access tokens are short-lived so that a leak ends by itself. Where the endpoint takes refresh tokens as \
          well, a leaked one is good for weeks. It happens where both are JWTs of one key and only the signature is \
          checked.",
    fix: "Check what a token is for before what it allows: `typ` or a claim of your own, or look it up among access \
          tokens only.",
    fault: Fault::at(&[Endpoint::Token, Endpoint::Mcp])
        .request(|asked| {
            let bearer = asked.request.headers.first("authorization").unwrap_or_default();
            let access = asked.memory.get(bearer).and_then(Value::as_str).map(str::to_owned);
            if let Some(access) = access {
                asked.request.headers.set("authorization", access);
            }
        })
        .response(|answer| {
            let body = answer.response.json().unwrap_or_default();
            if let (Some(refresh), Some(access)) =
                (body["refresh_token"].as_str(), body["access_token"].as_str())
            {
                answer.memory.insert(format!("Bearer {refresh}"), json!(format!("Bearer {access}")));
            }
        }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (tokens, control) = accepted(session).await?;
    let refresh_token = tokens.grant.refresh_token.as_ref();
    let refresh_token = refresh_token.ok_or_else(|| inapplicable("the server issues no refresh token"))?;
    if session.endpoint("token_endpoint").await?.origin() != control.url.origin() {
        return Err(inapplicable("the token was issued by another origin, and is not sent to this one"));
    }
    refused(session, control.with("authorization", format!("Bearer {}", refresh_token.reveal()))).await
}
