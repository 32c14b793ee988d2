use super::{registrable, secret};
use crate::{oauth::token::ClientAuthentication, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "public-client-gets-no-secret",
    title: "a client that registers with `none` gets no secret, unless the answer names another method",
    level: Must,
    spec: &[RFC7591.must("2")],
    impact: Impact { web: Harmless, code: Breaks, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Claude Code always asks for `none`. Where a secret comes back it authenticates by HTTP Basic, whatever \
          method the answer names (recorded), and a token endpoint that reads the body only, or expects a public \
          client, refuses it after the consent.",
    fix: "Issue no `client_secret` to a client that asks for `none`. If you want every client to have one, answer \
          with `token_endpoint_auth_method` set to the method that you expect, and accept Basic as well as the body. \
          Authlib makes one for every client: leave it out in `generate_client_info`.",
    fault: Fault::at(&[Endpoint::Registration]).response(|answer| {
        answer.edit_json(|body| {
            if body["token_endpoint_auth_method"] == "none" {
                body["client_secret"] = json!("unasked-for");
                body["client_secret_expires_at"] = json!(0);
            }
        });
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    registrable(session).await?;
    let client = match session.client_for(ClientAuthentication::None).await {
        Err(Obstacle::Step { .. }) if !lists_none(session).await? => {
            return Err(inapplicable("the server neither lists nor registers public clients"));
        }
        client => client?,
    };
    let exchange = match &client.exchange {
        Some(exchange) => exchange.clone(),
        None => session
            .spare_client(ClientAuthentication::None)
            .await?
            .exchange
            .clone()
            .expect("it comes from a registration"),
    };
    let Some(body) = secret(&exchange) else { return Ok(()) };
    let method = body["token_endpoint_auth_method"].as_str().filter(|method| *method != "none");
    ensure(method.is_some(), || {
        Finding::new("no `client_secret`", "a `client_secret`, and no other method than `none`")
            .at_body(&exchange, "/client_secret")
    })
}

async fn lists_none(session: &dyn Session) -> Result<bool, Obstacle> {
    Ok(session
        .authentication_methods()
        .await?
        .iter()
        .any(|name| name == ClientAuthentication::None.name()))
}
