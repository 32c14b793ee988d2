use super::UNKNOWN_CLIENT;
use crate::{
    json::{answer, error_code},
    oauth::token::{ClientAuthentication, Credentials, Secret},
    prelude::*,
    steps::{contact::challenges_of, grants::WRONG_SECRET},
};

pub(super) const CHECK: Check = Check {
    id: "failed-basic-attempt-is-challenged",
    title: "a failed HTTP Basic authentication gets status 401 and a challenge of that scheme",
    level: Must,
    spec: &[RFC6749.must("5.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
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

async fn judge(session: &dyn Session) -> Judgement {
    let method = ClientAuthentication::Basic;
    if !session.authentication_methods().await?.iter().any(|name| name == method.name()) {
        return Err(inapplicable("the metadata do not list `client_secret_basic`"));
    }
    let redirect_uri = session.profile().registration.redirect_uri.value.of(session.target());
    let client_secret = Some(Secret::new(WRONG_SECRET));
    let credentials = Credentials { client_id: UNKNOWN_CLIENT.into(), client_secret, method };
    let exchange = session.dead_code_of(&credentials, &redirect_uri).await?;
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
