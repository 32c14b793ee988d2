//! The token endpoint (RFC 6749 section 3.2).

mod authorization_code;
mod client_authentication;
mod refresh;

use std::{sync::Arc, time::SystemTime};

use axum::{
    Json,
    body::Bytes,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap,
    header::{CACHE_CONTROL, PRAGMA},
};
use serde::Serialize;

pub(crate) use self::client_authentication::authenticate;
use crate::{
    application::Application,
    client::{Client, GrantType},
    error::OAuthError,
    grant::{Grant, Issue},
    media_type,
    outcome::Outcome,
    parameters::Parameters,
    scope::Scope,
    secret::Secret,
    settings::Settings,
};

/// Exchanges a code or a refresh token for tokens.
pub(crate) async fn issue(
    State(application): State<Arc<Application>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, OAuthError> {
    let parameters = form(&headers, &body)?;
    let grant_type = parameters.required("grant_type", "expected the parameter `grant_type`")?;
    let grant_type = GrantType::parse(grant_type).ok_or(OAuthError::UnsupportedGrantType)?;
    let client = authenticate(&application, &headers, &parameters).await?;
    if !client.may_use(grant_type) {
        return Err(OAuthError::UnauthorizedClient("the client is not registered for this grant type"));
    }
    let tokens = match grant_type {
        GrantType::AuthorizationCode => {
            authorization_code::redeem(&application, &client, &parameters).await?
        }
        GrantType::RefreshToken => refresh::refresh(&application, &client, &parameters).await?,
    };
    let no_store = [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")];
    let outcome = Outcome::TokensIssued(grant_type.name());
    Ok((no_store, outcome, Json(tokens.response(&application.settings))).into_response())
}

/// Reads the form (RFC 6749 section 4.1.3). A `charset` behind the media type is tolerated, another media type is not.
pub(crate) fn form(headers: &HeaderMap, body: &[u8]) -> Result<Parameters, OAuthError> {
    if media_type::of(headers) != "application/x-www-form-urlencoded" {
        return Err(OAuthError::InvalidRequest(
            "expected a body of type `application/x-www-form-urlencoded`",
        ));
    }
    Ok(Parameters::parse(body))
}

/// A client may say again for which resource it wants the token, and then it has to be the grant's (RFC 8707 section 2.2).
fn check_resource(settings: &Settings, grant: &Grant, parameters: &Parameters) -> Result<(), OAuthError> {
    let is_granted = |resource: &String| settings.resource_named(resource).as_ref() == Some(&grant.resource);
    if !parameters.all("resource").iter().all(is_granted) {
        return Err(OAuthError::InvalidTarget);
    }
    Ok(())
}

/// Tokens that are about to be handed out, if the store agrees.
struct Tokens {
    access: Secret,
    refresh: Option<Secret>,
    scope: Scope,
}

impl Tokens {
    /// New tokens; with a refresh token if the client registered for its grant type.
    async fn generate(
        application: &Application,
        client: &Client,
        grant: &Grant,
        scope: Scope,
        now: SystemTime,
    ) -> Result<Self, OAuthError> {
        let access = application.access_tokens.issue(grant, &scope, now).await?;
        let refresh = client.may_use(GrantType::RefreshToken).then(Secret::random);
        Ok(Self { access, refresh, scope })
    }

    fn issue(&self, settings: &Settings, now: SystemTime) -> Issue {
        Issue {
            access: self.access.digest(),
            access_expires: now + settings.access_token_lifetime,
            scope: self.scope.clone(),
            refresh: self.refresh.as_ref().map(Secret::digest),
            refresh_expires: now + settings.refresh_token_lifetime,
            registration_expires: now + settings.refresh_token_lifetime + settings.registration_lifetime,
        }
    }

    fn response(&self, settings: &Settings) -> TokenResponse<'_> {
        TokenResponse {
            access_token: self.access.reveal(),
            token_type: "Bearer",
            expires_in: settings.access_token_lifetime.as_secs(),
            refresh_token: self.refresh.as_ref().map(Secret::reveal),
            scope: &self.scope,
        }
    }
}

/// The access token response (RFC 6749 section 5.1).
#[derive(Serialize)]
struct TokenResponse<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
    scope: &'a Scope,
}
