use crate::{
    oauth::token::ClientAuthentication,
    prelude::*,
    proof_key::{demands_challenge, remember_method, supply_challenge},
};

pub(super) const CHECK: Check = Check {
    id: "challenge-is-required-of-public-clients",
    title: "a client without a secret does not get a code without a challenge",
    level: Must,
    spec: &[OAUTH_2_1.must("4.1.2.1"), RFC9700.must("2.1.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "A code that was asked for without a challenge is redeemed by whoever holds it, and a client without a secret \
          has nothing else to prove itself by. The Claude clients send a challenge; an attacker strips it.",
    fix: "Refuse an authorization request of a public client without `code_challenge` with `invalid_request`; in Keycloak \
          set the client's PKCE method to `S256`. `CodeChallenge(required=True)` of Authlib demands the verifier only: \
          refuse in its `validate_code_challenge`.",
    fault: Fault::at(&[Endpoint::Registration, Endpoint::Authorization])
        .request(|asked| supply_challenge(asked, |public| public))
        .response(remember_method),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let client = session.client_for(ClientAuthentication::None).await?;
    if client.credentials.method != ClientAuthentication::None {
        return Err(inapplicable("the server gives every client a secret"));
    }
    demands_challenge(session, &client).await
}
