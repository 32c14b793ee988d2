use super::{offered, stranger};
use crate::{prelude::*, spec::RFC7662, steps::token_agent};

pub(super) const CHECK: Check = Check {
    id: "introspection-is-for-resource-servers",
    title: "a client that registered itself learns nothing about the token of another",
    level: Should,
    spec: &[RFC7662.should("4")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Where anyone may register, anyone has credentials: whoever finds a token learns by them whose it is and \
          what it opens.",
    fix: "Let only resource servers introspect, or tell a client about its own tokens alone: `{\"active\": false}` \
          for the others.",
    fault: Fault::at(&[Endpoint::Introspection]).response(|answer| {
        if answer.response.is_success() {
            answer.set_member("active", json!(true));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let endpoint = offered(session, "introspection_endpoint").await?;
    // That it opens the endpoint shows that it is active.
    session.opening().await?;
    let tokens = session.tokens().await?;
    let stranger = stranger(session).await?;
    let (credentials, owner) = (&stranger.credentials, &tokens.registered.credentials);
    if credentials.client_id == owner.client_id || owner.client_id.is_empty() {
        return Err(Obstacle::unknown("there is no second client beside that of the token").into());
    }
    let request = credentials.request(endpoint, &[("token", tokens.grant.access_token.reveal())]);
    let exchange = session.observe(request.with_all(token_agent(session.profile()).fields())).await?;
    let body = exchange.response.json().unwrap_or_default();
    ensure(!exchange.response.is_success() || body["active"] != true, || {
        Finding::new("a refusal, or a token that is not active", "the token of another client, active")
            .at_body(&exchange, "/active")
    })
}
