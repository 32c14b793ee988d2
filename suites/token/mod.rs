//! Redeeming the code at the token endpoint.

mod access_token_is_short_lived;
mod access_token_outlives_the_refresh_margin;
mod authenticated_client_and_client_id_agree;
mod basic_credentials_are_form_decoded;
mod challenge_is_no_verifier;
mod challenge_is_required_of_confidential_clients;
mod challenge_is_required_of_public_clients;
mod code_is_bound_to_its_client;
mod code_is_bound_to_its_redirect_uri;
mod code_verifier_is_checked;
mod code_verifier_is_required;
mod code_works_once;
mod codes_and_secrets_are_unguessable;
mod concurrent_redemption_yields_one_token;
mod confidential_client_needs_its_secret;
mod credentials_in_the_url_are_ignored;
mod expires_in_is_a_number;
mod failed_basic_attempt_is_challenged;
mod failed_replay_revokes_nothing;
mod invalid_grant_is_a_bad_request;
mod omitted_challenge_method_is_plain;
mod password_grant_is_unavailable;
mod plain_challenge_is_refused;
mod repeated_token_parameters_are_refused;
mod replayed_code_revokes_its_tokens;
mod token_endpoint_ignores_unknown_parameters;
mod token_endpoint_takes_client_secret_basic;
mod token_endpoint_takes_client_secret_post;
mod token_endpoint_takes_post_only;
mod token_endpoint_takes_public_clients;
mod token_error_is_invalid_grant;
mod token_error_is_json;
mod token_request_names_its_client;
mod token_response_has_no_null;
mod token_response_is_not_stored;
mod token_response_names_a_changed_scope;
mod token_response_names_bearer;
mod tokens_are_not_echoed;
mod two_authentications_are_refused;
mod unknown_client_is_signalled;
mod unknown_client_is_unauthorized;
mod unknown_grant_type_is_unsupported;

use std::sync::Arc;

use crate::{
    check::{Shortfall, Suite},
    fault::Answered,
    json::{answer, error_code},
    oauth::token::{ClientAuthentication, Credentials},
    prelude::*,
    session::{Approval, Registered},
    steps::{
        dead_codes::{has_dead_code, lacks_a_code_only, with_wrong_secret},
        grants::granted,
    },
};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "token",
    title: "the code becomes tokens, once, for the client that asked, and for nobody else",
    checks: &[
        &token_endpoint_takes_client_secret_post::CHECK,
        &token_endpoint_takes_client_secret_basic::CHECK,
        &token_endpoint_takes_public_clients::CHECK,
        &token_response_has_no_null::CHECK,
        &token_response_names_bearer::CHECK,
        &expires_in_is_a_number::CHECK,
        &access_token_outlives_the_refresh_margin::CHECK,
        &access_token_is_short_lived::CHECK,
        &token_response_names_a_changed_scope::CHECK,
        &token_response_is_not_stored::CHECK,
        &code_verifier_is_checked::CHECK,
        &code_verifier_is_required::CHECK,
        &plain_challenge_is_refused::CHECK,
        &omitted_challenge_method_is_plain::CHECK,
        &challenge_is_no_verifier::CHECK,
        &challenge_is_required_of_public_clients::CHECK,
        &challenge_is_required_of_confidential_clients::CHECK,
        &code_works_once::CHECK,
        &concurrent_redemption_yields_one_token::CHECK,
        &replayed_code_revokes_its_tokens::CHECK,
        &failed_replay_revokes_nothing::CHECK,
        &code_is_bound_to_its_redirect_uri::CHECK,
        &code_is_bound_to_its_client::CHECK,
        &token_request_names_its_client::CHECK,
        &confidential_client_needs_its_secret::CHECK,
        &credentials_in_the_url_are_ignored::CHECK,
        &two_authentications_are_refused::CHECK,
        &basic_credentials_are_form_decoded::CHECK,
        &authenticated_client_and_client_id_agree::CHECK,
        &failed_basic_attempt_is_challenged::CHECK,
        &token_endpoint_takes_post_only::CHECK,
        &token_endpoint_ignores_unknown_parameters::CHECK,
        &repeated_token_parameters_are_refused::CHECK,
        &unknown_grant_type_is_unsupported::CHECK,
        &password_grant_is_unavailable::CHECK,
        &token_error_is_json::CHECK,
        &token_error_is_invalid_grant::CHECK,
        &invalid_grant_is_a_bad_request::CHECK,
        &unknown_client_is_signalled::CHECK,
        &unknown_client_is_unauthorized::CHECK,
        &codes_and_secrets_are_unguessable::CHECK,
        &tokens_are_not_echoed::CHECK,
    ],
};

/// An identifier that no server has given to a client.
const UNKNOWN_CLIENT: &str = "00000000-0000-4000-8000-000000000000";
/// A grant type that no document knows.
const UNKNOWN_GRANT_TYPE: &str = "urn:claude-conformance:nothing";
/// A code verifier that fits no challenge of a run.
const OTHER_VERIFIER: &str = "a-verifier-that-fits-no-challenge-of-this-run";

/// Passes where a client of this method redeems a code; inapplicable where the metadata do not list it.
async fn takes(session: &dyn Session, method: ClientAuthentication) -> Judgement {
    if !session.authentication_methods().await?.iter().any(|name| name == method.name()) {
        return Err(inapplicable(format!("the metadata do not list `{}`", method.name())));
    }
    if let Ok(tokens) = session.tokens().await
        && tokens.exchange.is_some()
        && tokens.registered.credentials.method == method
    {
        return Ok(());
    }
    let client = session.client_for(method).await?;
    let given = client.credentials.method;
    if given != method {
        return Err(inapplicable(format!("the server registers the client for `{}` instead", given.name())));
    }
    let exchange = session.shared_redemption(&client).await?;
    if let Some("invalid_grant" | "invalid_target" | "invalid_scope") =
        error_code(&exchange.response).as_deref()
    {
        return Err(Obstacle::step("the token request", answer(&exchange)).into());
    }
    ensure(grants(&exchange), || {
        let expected = format!("tokens for a client that authenticates by the listed `{}`", method.name());
        Finding::new(expected, answer(&exchange)).at_status(&exchange)
    })
}

/// Whether a token response grants an access token.
fn grants(exchange: &Exchange) -> bool {
    granted(exchange).is_some()
}

/// A client that has redeemed a code in this run, which is the control of each redemption that must be refused.
async fn redeemer(session: &dyn Session) -> Result<Arc<Registered>, Obstacle> {
    let tokens = session.tokens().await?;
    match tokens.exchange {
        Some(_) => Ok(Arc::clone(&tokens.registered)),
        None => Err(Obstacle::control("the tokens were given by the user, no code was redeemed")),
    }
}

/// The same for an approval of the check's own.
async fn applicant(session: &dyn Session) -> Result<Arc<Registered>, Obstacle> {
    redeemer(session).await?;
    session.applicant().await
}

/// A fresh approval for the applicant with the token request that would redeem it.
async fn redemption(session: &dyn Session) -> Result<(Arc<Approval>, Request), Obstacle> {
    let client = applicant(session).await?;
    let approval = session.approval_for(&client).await?;
    let request = session.redemption(&client, &approval).await?;
    Ok((approval, request))
}

/// Passes where a token request that must be refused is refused; `violation` says what is wrong with it.
async fn refused(session: &dyn Session, request: Request, violation: &str) -> Judgement {
    let exchange = session.send(request).await?;
    if exchange.response.status >= 500 {
        return Err(Obstacle::step("the token request", answer(&exchange)).into());
    }
    ensure(!grants(&exchange), || {
        Finding::new("status 400 with the error `invalid_grant`", format!("tokens {violation}"))
            .at_status(&exchange)
    })
}

/// The response to a redemption: the run's tokens', or where the client that walked could not read it, that one.
async fn response(session: &dyn Session) -> Result<(Arc<Exchange>, Value), Obstacle> {
    let tokens = session.tokens().await;
    let exchange = match &tokens {
        Ok(tokens) => tokens.exchange.clone(),
        Err(_) => session.walk().await.redemption.clone().filter(|exchange| exchange.response.is_success()),
    };
    let Some(exchange) = exchange else {
        let given = Obstacle::unknown("the tokens were given by the user, there is no token response");
        return Err(tokens.err().unwrap_or(given));
    };
    let body = exchange.response.json().filter(Value::is_object);
    let body = body.ok_or_else(|| Obstacle::step("the token request", answer(&exchange)))?;
    Ok((exchange, body))
}

/// The answer to an unknown code.
async fn dead_code(session: &dyn Session) -> Result<Arc<Exchange>, Obstacle> {
    let registered = session.registration().await?;
    session.dead_code_of(&registered.credentials, &registered.redirect_uri).await
}

/// The answer to an unknown code from a client that is not registered.
async fn dead_client(session: &dyn Session) -> Result<Arc<Exchange>, Obstacle> {
    let redirect_uri = session.profile().registration.redirect_uri.value.of(session.target());
    let exchange = session.dead_code_of(&Credentials::public(UNKNOWN_CLIENT), &redirect_uri).await?;
    if let Ok(control) = dead_code(session).await
        && error_code(&control.response).as_deref() == Some("invalid_client")
    {
        return Err(Obstacle::control("the registered client is answered with `invalid_client` too"));
    }
    Ok(exchange)
}

/// A client that authenticates by HTTP Basic with its token request, which lacks nothing but a code, or nothing at all.
async fn basic_client(session: &dyn Session) -> Result<(Arc<Registered>, Request), Shortfall> {
    let method = ClientAuthentication::Basic;
    if !session.authentication_methods().await?.iter().any(|name| name == method.name()) {
        return Err(inapplicable(format!("the metadata do not list `{}`", method.name())));
    }
    let client = session.client_for(method).await?;
    if client.credentials.method != method || client.credentials.client_secret.is_none() {
        return Err(inapplicable(format!("the server registers no client for `{}`", method.name())));
    }
    let request = session.whole_request(&client, &with_wrong_secret(&client)).await?;
    Ok((client, request))
}

/// Passes where a request with something wrong is not answered as if that were right, be its code dead or not.
fn ensure_noticed(exchange: &Exchange, expected: &str) -> Judgement {
    if exchange.response.status >= 500 {
        return Err(Obstacle::step("the token request", answer(exchange)).into());
    }
    ensure(!grants(exchange), || Finding::new(expected, "tokens").at_status(exchange))?;
    if !lacks_a_code_only(exchange) {
        return Ok(());
    }
    if !has_dead_code(&exchange.request) {
        return Err(Obstacle::control(answer(exchange)).into());
    }
    let observed = format!("{}: nothing but the code was minded", answer(exchange));
    Err(Finding::new(expected, observed).at_status(exchange).into())
}

/// Refuses a token request as one of a client that failed to authenticate.
fn reject_client(answered: &mut Answered<'_>) {
    *answered.response = Response::json_with(401, &json!({ "error": "invalid_client" }));
    if answered.request.headers.first("authorization").is_some() {
        answered.response.headers.add("www-authenticate", "Basic");
    }
}

/// Edits the answer where it is a grant.
fn edit_grant(answered: &mut Answered<'_>, edit: fn(&mut Answered<'_>)) {
    if answered.response.is_success() {
        edit(answered);
    }
}

/// Answers a refusal of this kind with another.
fn rename_error(answered: &mut Answered<'_>, grant_type: &str, from: &str, status: u16, to: &str) {
    let asked = answered.request.form_field("grant_type");
    if asked.as_deref() == Some(grant_type) && error_code(answered.response).as_deref() == Some(from) {
        *answered.response = Response::json_with(status, &json!({ "error": to }));
    }
}
