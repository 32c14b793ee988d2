use crate::{
    oauth::token::ClientAuthentication,
    prelude::*,
    proof_key::{demands_challenge, remember_method, supply_challenge},
};

pub(super) const CHECK: Check = Check {
    id: "challenge-is-required-of-confidential-clients",
    title: "a client with a secret does not get a code without a challenge",
    level: Must,
    spec: &[OAUTH_2_1.must("7.5.2"), RFC9700.must("2.1.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "The secret shows which client redeems, not that it is the one that asked: a code that was stolen is slipped \
          into the same client elsewhere. The Claude clients send a challenge with or without a secret.",
    fix: "Refuse an authorization request without `code_challenge` with `invalid_request`, whatever the client, and refuse a \
          `code_verifier` where no challenge came with the code. `required` in the `CodeChallenge` of Authlib is for \
          clients without a secret: refuse in its `validate_code_challenge`.",
    fault: Fault::at(&[Endpoint::Registration, Endpoint::Authorization])
        .request(|asked| supply_challenge(asked, |public| !public))
        .response(remember_method),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let listed = session.authentication_methods().await?;
    let by_secret = [ClientAuthentication::Post, ClientAuthentication::Basic];
    let Some(method) = by_secret.into_iter().find(|method| listed.iter().any(|name| name == method.name()))
    else {
        return Err(inapplicable("the metadata list no method with a secret"));
    };
    let client = session.client_for(method).await?;
    if client.credentials.client_secret.is_none() {
        return Err(inapplicable("the server gives no client a secret"));
    }
    demands_challenge(session, &client).await
}
