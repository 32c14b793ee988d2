//! Becoming a client of the authorization server.

mod bad_registration_token_is_refused;
mod client_id_metadata_document_support_is_announced;
mod client_secret_names_its_expiry;
mod metadata_document_bounds_the_redirect_uri;
mod metadata_document_url_is_vetted;
mod metadata_documents_come_from_public_hosts;
mod public_client_gets_no_secret;
mod registered_ids_are_no_https_urls;
mod registration_accepts_a_loopback_address;
mod registration_accepts_the_claude_com_callback;
mod registration_accepts_the_client;
mod registration_answers_created;
mod registration_chooses_the_client_id;
mod registration_defaults_are_those_of_the_rfc;
mod registration_error_is_json;
mod registration_ignores_unknown_members;
mod registration_needs_a_redirect_uri;
mod registration_refuses_a_fragment_redirect_uri;
mod registration_refuses_a_plain_http_redirect_uri;
mod registration_refuses_a_script_redirect_uri;
mod registration_refuses_a_short_private_scheme;
mod registration_repairs_inconsistent_grants;
mod registration_response_echoes_redirect_uris;
mod registration_response_has_no_null;
mod registration_response_is_not_stored;
mod registration_response_urls_are_absolute;
mod registration_states_what_was_registered;
mod registration_vets_display_urls;
mod registrations_get_ids_of_their_own;
mod repeated_registration_is_not_throttled;
mod unreachable_metadata_document_ends_the_request;
mod wildcard_redirect_uri_matches_nothing;

use std::sync::Arc;

use crate::{
    check::{Shortfall, Suite},
    fault::Answered,
    json::answer,
    oauth::token::ClientAuthentication::{Basic, None as Public, Post},
    prelude::*,
};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "registration",
    title: "each client becomes a client of the authorization server",
    checks: &[
        &registration_accepts_the_client::CHECK,
        // Before the other checks register clients of their own.
        &repeated_registration_is_not_throttled::CHECK,
        &registration_response_has_no_null::CHECK,
        &registration_response_urls_are_absolute::CHECK,
        &registration_response_echoes_redirect_uris::CHECK,
        &registration_states_what_was_registered::CHECK,
        &registration_answers_created::CHECK,
        &public_client_gets_no_secret::CHECK,
        &client_secret_names_its_expiry::CHECK,
        &registration_response_is_not_stored::CHECK,
        &registration_accepts_the_claude_com_callback::CHECK,
        &registration_accepts_a_loopback_address::CHECK,
        &registration_ignores_unknown_members::CHECK,
        &registration_defaults_are_those_of_the_rfc::CHECK,
        &registrations_get_ids_of_their_own::CHECK,
        &registration_chooses_the_client_id::CHECK,
        &registered_ids_are_no_https_urls::CHECK,
        &registration_needs_a_redirect_uri::CHECK,
        &registration_refuses_a_script_redirect_uri::CHECK,
        &registration_refuses_a_plain_http_redirect_uri::CHECK,
        &client_id_metadata_document_support_is_announced::CHECK,
        &metadata_document_bounds_the_redirect_uri::CHECK,
        &unreachable_metadata_document_ends_the_request::CHECK,
        &metadata_document_url_is_vetted::CHECK,
        &metadata_documents_come_from_public_hosts::CHECK,
        &registration_refuses_a_fragment_redirect_uri::CHECK,
        &registration_refuses_a_short_private_scheme::CHECK,
        &wildcard_redirect_uri_matches_nothing::CHECK,
        &registration_repairs_inconsistent_grants::CHECK,
        &registration_vets_display_urls::CHECK,
        &registration_error_is_json::CHECK,
        &bad_registration_token_is_refused::CHECK,
    ],
};

/// Inapplicable where the authorization server registers no clients. Without any metadata the clients try `/register`.
async fn registrable(session: &dyn Session) -> Judgement {
    match session.server_metadata().await {
        Ok(metadata) if metadata.json.get("registration_endpoint").is_none() => {
            Err(inapplicable("the authorization server publishes no `registration_endpoint`"))
        }
        _ => Ok(session.may_register()?),
    }
}

/// The walk's own registration attempt, accepted or not.
async fn attempt(session: &dyn Session) -> Result<Arc<Exchange>, Shortfall> {
    let walk = session.walk().await;
    if let Some(exchange) = &walk.attempt {
        return Ok(Arc::clone(exchange));
    }
    if walk.registered.is_some() {
        return Err(inapplicable("the client has an identifier already and registers nothing"));
    }
    registrable(session).await?;
    Err(walk.ended_before("the walk to the registration").into())
}

/// The walk's own registration with the response, where it was accepted.
async fn accepted_attempt(session: &dyn Session) -> Result<(Arc<Exchange>, Value), Shortfall> {
    let exchange = attempt(session).await?;
    let body = exchange.response.json().filter(|body| exchange.response.is_success() && body.is_object());
    let body = body.ok_or_else(|| Obstacle::step("registration", answer(&exchange)))?;
    Ok((exchange, body))
}

/// A registration that was accepted: the one behind the run's client, or one of our own where that has none.
pub(super) async fn accepted(session: &dyn Session) -> Result<Arc<Exchange>, Shortfall> {
    registrable(session).await?;
    if let Some(exchange) = &session.registration().await?.exchange {
        return Ok(Arc::clone(exchange));
    }
    let methods = session.authentication_methods().await?;
    let listed = [Public, Post, Basic]
        .into_iter()
        .find(|method| methods.iter().any(|name| name == method.name()));
    let method = listed.unwrap_or(Public);
    let own = session.spare_client(method).await?;
    own.exchange.clone().ok_or_else(|| Obstacle::step("registration", "there is none").into())
}

/// An accepted registration that was answered with a secret, and the response.
async fn accepted_with_secret(session: &dyn Session) -> Result<(Arc<Exchange>, Value), Shortfall> {
    let mut exchange = accepted(session).await?;
    if secret(&exchange).is_none() {
        let methods = session.authentication_methods().await?;
        let confidential =
            [Post, Basic].into_iter().find(|method| methods.iter().any(|name| name == method.name()));
        let method =
            confidential.ok_or_else(|| inapplicable("the authorization server lists public clients only"))?;
        exchange = session.spare_client(method).await?.exchange.clone().unwrap_or(exchange);
    }
    let body = secret(&exchange).ok_or_else(|| inapplicable("no registration was answered with a secret"))?;
    Ok((exchange, body))
}

/// The registration response, where it holds a secret.
fn secret(exchange: &Exchange) -> Option<Value> {
    let body = exchange.response.json()?;
    body.get("client_secret")?.as_str().filter(|secret| !secret.is_empty())?;
    Some(body)
}

/// An accepted registration repeated with a change, so that the change alone decides.
pub(super) async fn changed(
    session: &dyn Session,
    change: impl FnOnce(&mut Value),
) -> Result<Arc<Exchange>, Shortfall> {
    let accepted = accepted(session).await?;
    let mut metadata: Value = serde_json::from_str(&accepted.request.body).unwrap_or_default();
    change(&mut metadata);
    Ok(session.observe(session.registration_request(&metadata).await?).await?)
}

/// A registration of the redirect URIs of an accepted one, and of nothing else.
async fn bare(session: &dyn Session) -> Result<Arc<Exchange>, Shortfall> {
    changed(session, |metadata| *metadata = json!({ "redirect_uris": metadata["redirect_uris"] })).await
}

/// Passes where a registration of nothing but `redirect_uri` is refused, or accepted without it.
async fn refuses(session: &dyn Session, redirect_uri: &str) -> Judgement {
    let exchange = changed(session, |metadata| metadata["redirect_uris"] = json!([redirect_uri])).await?;
    if exchange.response.status >= 500 {
        return Err(Obstacle::step("registration", answer(&exchange)).into());
    }
    let body = exchange.response.json().unwrap_or_default();
    let registered = body["redirect_uris"].as_array();
    let dropped = registered.is_some_and(|uris| !uris.iter().any(|uri| uri == redirect_uri));
    ensure(!exchange.response.is_success() || dropped, || {
        let observed = format!("`{redirect_uri}` registered with status {}", exchange.response.status);
        Finding::new("status 400 with the error `invalid_redirect_uri`", observed).at_status(&exchange)
    })
}

/// Passes where a registration of `redirect_uri` is accepted; untestable where one of `control` is refused as well.
async fn accepts(session: &dyn Session, redirect_uri: &str, control: &str) -> Judgement {
    registrable(session).await?;
    let methods = session.authentication_methods().await?;
    let native = redirect_uri.starts_with("http:");
    let method = if !native && methods.iter().any(|name| name == Post.name()) { Post } else { Public };
    let metadata = session.client_metadata(method, redirect_uri).await;
    let exchange = session.observe(session.registration_request(&metadata).await?).await?;
    if exchange.response.is_success() {
        return Ok(());
    }
    let metadata = session.client_metadata(method, control).await;
    if let Err(obstacle) = session.register(&metadata).await {
        return Err(Obstacle::control(format!("a registration of `{control}`: {obstacle}")).into());
    }
    let expected = format!("a 2xx status for `{redirect_uri}`, as for `{control}`");
    Err(Finding::new(expected, answer(&exchange)).at_status(&exchange).into())
}

/// Turns an accepted registration into a refusal where a redirect URI begins with `prefix`.
fn refuse(answered: &mut Answered<'_>, prefix: &str, error: &str) {
    let request: Value = serde_json::from_str(&answered.request.body).unwrap_or_default();
    let uris = request["redirect_uris"].as_array().cloned().unwrap_or_default();
    if uris.iter().filter_map(Value::as_str).any(|uri| uri.starts_with(prefix)) {
        *answered.response = Response::json_with(400, &json!({ "error": error }));
    }
}

/// Lets a redirect URI that begins with `prefix` pass for one that is in order.
pub(super) fn overlook(request: &mut Request, prefix: &str) {
    let Ok(mut metadata) = serde_json::from_str::<Value>(&request.body) else { return };
    for uri in metadata["redirect_uris"].as_array_mut().into_iter().flatten() {
        if uri.as_str().is_some_and(|uri| uri.starts_with(prefix)) {
            *uri = json!("https://client.example/callback");
        }
    }
    request.body = metadata.to_string();
}

/// Answers an accepted registration with the redirect URIs as they were asked for.
pub(super) fn echo_redirect_uris(answered: &mut Answered<'_>) {
    let request: Value = serde_json::from_str(&answered.request.body).unwrap_or_default();
    if answered.response.is_success() {
        answered.set_member("redirect_uris", request["redirect_uris"].clone());
    }
}
