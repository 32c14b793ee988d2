use super::grants;
use crate::{
    json::{answer, error_code},
    oauth::token::Credentials,
    prelude::*,
    session::Registered,
    steps::dead_codes::with_wrong_secret,
};

pub(super) const CHECK: Check = Check {
    id: "confidential-client-needs-its-secret",
    title: "a client with a secret redeems no code without it",
    level: Must,
    spec: &[RFC6749.must("3.2.1"), OAUTH_2_1.must("2.4")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(2),
    why: "The secret is there so that nobody else can redeem the client's codes. `client_id` is no secret: it \
          stands in the address of each sign-in.",
    fix: "Authenticate a client that was registered with a secret at each token request, and answer \
          `invalid_client` where it is missing or wrong.",
    fault: Fault::at(&[Endpoint::Registration, Endpoint::Token])
        .request(|asked| {
            let bare = asked.request.form_field("client_secret").is_none()
                && asked.request.headers.first("authorization").is_none()
                && asked.request.url.query().is_none();
            let by_code = asked.request.form_field("grant_type").as_deref() == Some("authorization_code");
            let client =
                asked.request.form_field("client_id").filter(|_| bare && by_code).unwrap_or_default();
            if let Some(secret) = asked.memory.get(&client).and_then(Value::as_str) {
                asked.request.set_form_field("client_secret", Some(secret));
            }
        })
        .response(|answer| {
            let body = answer.response.json().unwrap_or_default();
            if let (Some(client), Some(_)) = (body["client_id"].as_str(), body["client_secret"].as_str()) {
                answer.memory.insert(client.to_owned(), body["client_secret"].clone());
            }
        }),
    judge: |session| Box::pin(judge(session)),
};

/// An unknown code tells already where the client is authenticated first; where it is not, one of an approval does. An
/// attempt may spend it, so each has its own.
async fn judge(session: &dyn Session) -> Judgement {
    let client = session.secret_client().await?;
    session.sound_request(&client).await?;
    for credentials in [Credentials::public(&client.credentials.client_id), with_wrong_secret(&client)] {
        if session.minds(&client, &credentials).await? {
            continue;
        }
        let approval = session.sound_approval(&client).await?;
        let violation =
            if credentials.client_secret.is_some() { "for a wrong secret" } else { "without the secret" };
        let impostor = Registered { credentials, ..(*client).clone() };
        let exchange = session.send(session.redemption(&impostor, &approval).await?).await?;
        ensure(!grants(&exchange), || {
            Finding::new("the error `invalid_client`", format!("tokens {violation}")).at_status(&exchange)
        })?;
        if error_code(&exchange.response).as_deref() == Some("invalid_client") {
            continue;
        }
        let control = session.send(session.redemption(&client, &approval).await?).await?;
        if !grants(&control) {
            return Err(Obstacle::control(answer(&control)).into());
        }
    }
    Ok(())
}
