//! The authorization endpoint (RFC 6749 section 3.1) and the pages behind it: the request is checked, the user signs in, and
//! then decides.

mod browser;
mod consent;
mod request;
mod sign_in;

use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, StatusCode};

use self::browser::Browser;
pub(crate) use self::{
    consent::{decide, look},
    sign_in::sign_in,
};
use crate::{
    application::Application, error::OAuthError, page, parameters::Parameters, redirect_uri::RedirectUri,
    settings::Settings,
};

/// Checks the request, and asks the user to sign in, or for the decision if they have.
///
/// Whoever is asked to sign in comes back here with the same query, so that no parameter can get lost or be exchanged on the
/// way.
pub(crate) async fn ask_user(
    State(application): State<Arc<Application>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let parameters = Parameters::parse(query.as_bytes());
    let (client, sender) = match request::sender(&application, &parameters).await {
        Ok(known) => known,
        Err(error) => return page::error(&error),
    };
    let answer = async {
        let request = sender.request(&application.settings, &client, &parameters)?;
        let browser = Browser::of(&application.settings, &headers);
        let wants_sign_in = parameters.optional("prompt")? == Some("login");
        match browser.subject(&application).await?.filter(|_| !wants_sign_in) {
            Some(subject) => consent::page(&application, &client, request, subject, &query).await,
            None => Ok(sign_in::page(&application.settings, &client, &query, None)),
        }
    };
    answer.await.unwrap_or_else(|error| {
        let state = parameters.optional("state").ok().flatten();
        refuse(&application.settings, &sender.redirect_uri, state, &error)
    })
}

/// The answer to the client that its request failed, with the issuer that says so (RFC 6749 section 4.1.2.1, RFC 9207
/// section 2).
fn refuse(
    settings: &Settings,
    redirect_uri: &RedirectUri,
    state: Option<&str>,
    error: &OAuthError,
) -> Response {
    let description = error.to_string();
    let mut answer = vec![("error", error.code()), ("error_description", description.as_str())];
    answer.extend(state.map(|state| ("state", state)));
    answer.push(("iss", settings.issuer()));
    (error.parts(), page::redirect(StatusCode::FOUND, redirect_uri.with(&answer))).into_response()
}
