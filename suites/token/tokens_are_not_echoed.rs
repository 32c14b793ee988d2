use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "tokens-are-not-echoed",
    title: "no answer repeats the token, the code or the secret of its request",
    level: Must,
    spec: &[RFC9700.must("4.9.3")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Answers and error messages end in logs, in bug reports and in the context of a model. A token in one is there \
          for all who read them.",
    fix: "Say in errors what is wrong with a token, and never which it is; take header fields of the request out of \
          debugging output.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        let sent = answer.request.headers.first("authorization").map(str::to_owned);
        if let Some(sent) = sent.filter(|_| answer.response.is_success()) {
            answer.response.headers.add("x-debug-authorization", sent);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Of the answers of a run those to a good token, to a wrong one, and to the code.
async fn judge(session: &dyn Session) -> Judgement {
    let tokens = session.tokens().await?;
    let token = tokens.grant.access_token.reveal();
    let opened = session.settle(session.authorized_request(token)).await?;
    ensure_silent(&opened, token, "access token")?;
    if let Ok(refused) = session.unknown_token().await {
        let sent = refused.request.headers.first("authorization").unwrap_or_default();
        let token = sent.strip_prefix("Bearer ").unwrap_or(sent).to_owned();
        ensure_silent(&refused, &token, "token that it refused")?;
    }
    let (Some(exchange), Some(approval)) = (&tokens.exchange, &tokens.approval) else { return Ok(()) };
    ensure_silent(exchange, approval.code()?, "code")?;
    ensure_silent(exchange, &approval.request.pkce.verifier, "code verifier")?;
    let secret = tokens.registered.credentials.client_secret.as_ref();
    secret.map_or(Ok(()), |secret| ensure_silent(exchange, secret.reveal(), "client secret"))
}

/// Short values stand in a text by chance.
fn ensure_silent(exchange: &Exchange, secret: &str, what: &str) -> Judgement {
    let response = &exchange.response;
    let repeats = |text: &str| secret.len() >= 8 && text.contains(secret);
    let finding = || Finding::new("an answer without what was sent", format!("the {what} of the request"));
    ensure(!repeats(&response.body), || finding().at_body(exchange, ""))?;
    ensure(!response.headers.iter().any(|(_, value)| repeats(value)), || finding().at_status(exchange))
}
