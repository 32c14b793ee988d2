use crate::{oauth::jwt, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "hostile-tokens-get-a-clean-refusal",
    title: "a token that is huge, broken or not ASCII is answered with a 4xx status",
    level: Should,
    spec: &[RFC6750.should("3.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "What a library throws at a token that it cannot take apart ends in a 500: whoever watches the server is woken \
          by strangers' scans, and a client with an old token of another kind is not asked to sign in again.",
    fix: "Catch everything that the verification throws and answer 401 with `error=\"invalid_token\"`; look at the \
          length before anything else. Let the decoding of the header field be part of it.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.headers.first("authorization").is_some_and(|field| field.len() > LENGTH) {
            *answer.response = Response::json_with(500, &json!({ "error": "server_error" }));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Below what common servers take of a header field, so that the code behind them gets to see it.
const LENGTH: usize = 2500;

async fn judge(session: &dyn Session) -> Judgement {
    let anonymous = super::refusal(session).await?;
    let control = session.unknown_token().await?;
    if control.response.status != 401 {
        return Err(Obstacle::control(format!("an ordinary unknown token got {}", control.summary())).into());
    }
    let header = jwt::encode(&json!({ "alg": "RS256", "typ": "JWT", "kid": "claude-conformance" }));
    let tokens = [
        ("a token of 2500 characters", "x".repeat(LENGTH)),
        ("a JWT whose claims are no base64", format!("{header}.%%claude-conformance%%.c2lnbmF0dXJl")),
        ("a JWT whose claims are no JSON", format!("{header}.bm8ganNvbiBoZXJl.c2lnbmF0dXJl")),
        ("a token outside of ASCII", "claude-conformance-clé".to_owned()),
    ];
    for (what, token) in tokens {
        let request = anonymous.request.clone().with("Authorization", format!("Bearer {token}"));
        let exchange = session.observe(request).await?;
        ensure(matches!(exchange.response.status, 400..=499), || {
            let observed = format!("{} for {what}", exchange.summary());
            Finding::new("a 4xx status", observed).at_status(&exchange)
        })?;
    }
    Ok(())
}
