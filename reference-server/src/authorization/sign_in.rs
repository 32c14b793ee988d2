use std::sync::Arc;

use axum::{body::Bytes, extract::State, response::Response};
use http::{
    HeaderMap, StatusCode,
    header::{ORIGIN, SET_COOKIE},
};
use url::form_urlencoded;

use super::{Browser, browser, request};
use crate::{
    application::Application,
    client::Client,
    error::OAuthError,
    page::{self, SignInPage},
    parameters::Parameters,
    paths,
    settings::Settings,
    token,
};

/// The page that asks for name and password. The query of the authorization request goes with the form, and so survives the
/// sign-in as it came.
pub(super) fn page(settings: &Settings, client: &Client, query: &str, rejected: Option<&str>) -> Response {
    let status = if rejected.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
    let page = SignInPage {
        client: client.name(),
        resource_name: &settings.resource_name,
        action: &settings.path_of(paths::SIGN_IN),
        query,
        username: rejected,
    };
    page::show_form(status, &page)
}

/// Where the form of the page leads: back to the authorization endpoint, which checks the request again and now knows the
/// user. The way back is always to that endpoint, whatever the form says, so it redirects to no other site.
pub(crate) async fn sign_in(
    State(application): State<Arc<Application>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = async {
        demand_own_page(&application.settings, &headers)?;
        let form = token::form(&headers, &body)?;
        attempt(&application, &Browser::of(&application.settings, &headers), &form).await
    };
    answer.await.unwrap_or_else(|error| page::error(&error))
}

async fn attempt(
    application: &Application,
    browser: &Browser<'_>,
    form: &Parameters,
) -> Result<Response, OAuthError> {
    let settings = &application.settings;
    let query = form.required("query", "expected the field `query`")?;
    let username = form.optional("username")?.unwrap_or_default();
    let password = form.optional("password")?.unwrap_or_default();
    if !settings.accounts.verify(username, password).await {
        tracing::warn!("a sign-in was refused");
        let (client, _) = request::sender(application, &Parameters::parse(query.as_bytes())).await?;
        return Ok(page(settings, &client, query, Some(username)));
    }
    if let Some(previous) = browser.session() {
        application.store.end_sign_in(previous).await?;
    }
    let cookie = browser::start(application, username).await?;
    let location = format!("{}?{}", settings.url(paths::AUTHORIZATION), without_prompt(query));
    let mut response = page::redirect(StatusCode::SEE_OTHER, location);
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}

/// The form must come from our own page, or a foreign page could sign a user in to somebody else's account (login CSRF).
/// Browsers name the origin of each page that posts; a program that is no browser names none and has no user to deceive.
fn demand_own_page(settings: &Settings, headers: &HeaderMap) -> Result<(), OAuthError> {
    let own = settings.origin();
    match headers.get(ORIGIN) {
        Some(origin) if origin.as_bytes() != own.as_bytes() => {
            Err(OAuthError::InvalidRequest("expected the form to come from this server's own page"))
        }
        _ => Ok(()),
    }
}

/// The authorization request once more, but for a user who wants to sign in with another account (`prompt=login`, `OpenID`
/// Connect Core 1.0 section 3.1.2.1).
pub(super) fn url(settings: &Settings, query: &str) -> String {
    format!("{}?{}&prompt=login", settings.path_of(paths::AUTHORIZATION), without_prompt(query))
}

/// The query without what asked for the sign-in that has now been.
fn without_prompt(query: &str) -> String {
    let kept = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "prompt");
    form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_survives_but_the_prompt() {
        let query = "state=a%26b+%2B%C3%BC&prompt=login&resource=https%3A%2F%2Fa%2Fmcp&resource=x&empty=";
        assert_eq!(
            without_prompt(query),
            "state=a%26b+%2B%C3%BC&resource=https%3A%2F%2Fa%2Fmcp&resource=x&empty="
        );
    }
}
