use std::sync::Arc;

use super::UNKNOWN_CLIENT;
use crate::{
    json::{answer, error_code},
    oauth::token::{ClientAuthentication, Credentials, Secret},
    prelude::*,
    session::Registered,
    steps::{
        contact::challenges_of,
        dead_codes::{lacks_a_code_only, with_wrong_secret},
        grants::WRONG_SECRET,
    },
};

pub(super) const CHECK: Check = Check {
    id: "failed-basic-attempt-is-challenged",
    title: "a failed HTTP Basic authentication gets status 401 and a challenge of that scheme",
    level: Must,
    spec: &[RFC6749.must("5.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "A library for HTTP knows by the challenge that the password was wrong. The Claude clients read the \
          `error` in the body and do not mind.",
    fix: "Send `WWW-Authenticate: Basic` with `invalid_client` where the request had an `Authorization` header.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        if answer.request.headers.first("authorization").is_some() {
            answer.response.headers.remove("www-authenticate");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Where the code comes before the client, a registered one shows a wrong secret with a code that lives.
async fn judge(session: &dyn Session) -> Judgement {
    let method = ClientAuthentication::Basic;
    if !session.authentication_methods().await?.iter().any(|name| name == method.name()) {
        return Err(inapplicable("the metadata do not list `client_secret_basic`"));
    }
    let redirect_uri = session.profile().registration.redirect_uri.value.of(session.target());
    let client_secret = Some(Secret::new(WRONG_SECRET));
    let credentials = Credentials { client_id: UNKNOWN_CLIENT.into(), client_secret, method };
    let mut exchange = session.dead_code_of(&credentials, &redirect_uri).await?;
    if lacks_a_code_only(&exchange) {
        exchange = wrong_secret(session).await?;
    }
    let response = &exchange.response;
    if error_code(response).as_deref() != Some("invalid_client") && response.status != 401 {
        return Err(Obstacle::step("the refusal of an unknown client", answer(&exchange)).into());
    }
    ensure(response.status == 401, || Finding::new("status 401", answer(&exchange)).at_status(&exchange))?;
    let basic = challenges_of(&exchange)
        .iter()
        .any(|challenge| challenge.scheme.eq_ignore_ascii_case("basic"));
    ensure(basic, || {
        let challenge = response.headers.first("www-authenticate");
        let observed = challenge.map_or("no such field".to_owned(), |value| format!("`{value}`"));
        Finding::new("a `Basic` challenge in `WWW-Authenticate`", observed)
            .at_header(&exchange, "www-authenticate")
    })
}

async fn wrong_secret(session: &dyn Session) -> Result<Arc<Exchange>, Obstacle> {
    let client = session.client_for(ClientAuthentication::Basic).await?;
    if client.credentials.method != ClientAuthentication::Basic || client.credentials.client_secret.is_none()
    {
        return Err(Obstacle::unknown("the server registers no client for `client_secret_basic`"));
    }
    let approval = session.sound_approval(&client).await?;
    let impostor = Registered { credentials: with_wrong_secret(&client), ..(*client).clone() };
    session.send(session.redemption(&impostor, &approval).await?).await
}
