use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use http::StatusCode;

use crate::{
    application::Application,
    client::Client,
    error::OAuthError,
    grant::AuthorizationRequest,
    page::{self, ConsentPage},
    parameters::Parameters,
    paths,
    redirect_uri::RedirectUri,
    scope::Scope,
    secret::{Digest, Secret},
    settings::Settings,
    store::Life,
};

/// The authorization endpoint (RFC 6749 section 3.1): checks the request and asks the user.
///
/// There is one user, who needs no sign-in. A server with accounts authenticates here, before it asks, and binds the ticket
/// to the session, so that nobody approves with a link from another person's page.
pub(crate) async fn ask_user(
    State(application): State<Arc<Application>>,
    RawQuery(query): RawQuery,
) -> Response {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    let (client, sender) = match sender(&application, &parameters).await {
        Ok(known) => known,
        Err(error) => return page::error(&error),
    };
    let answer = match sender.request(&application.settings, &client, &parameters) {
        Ok(request) => show_consent(&application, &client, request).await,
        Err(error) => Err(error),
    };
    answer.unwrap_or_else(|error| {
        let state = parameters.optional("state").ok().flatten();
        refuse(&application.settings, &sender.redirect_uri, state, &error)
    })
}

/// The answer to the client that its request failed, with the issuer that says so (RFC 6749 section 4.1.2.1, RFC 9207
/// section 2).
pub(crate) fn refuse(
    settings: &Settings,
    redirect_uri: &RedirectUri,
    state: Option<&str>,
    error: &OAuthError,
) -> Response {
    let description = error.to_string();
    let mut answer = vec![("error", error.code()), ("error_description", description.as_str())];
    answer.extend(state.map(|state| ("state", state)));
    answer.push(("iss", settings.issuer()));
    page::redirect(redirect_uri.with(&answer))
}

/// Who sent the request: once this is known, an error may be told to the client, and until then only to the user.
struct Sender {
    redirect_uri: RedirectUri,
    names_redirect_uri: bool,
}

/// Finds the client and checks the redirect URI against those that it registered. Without it this endpoint would send
/// anybody's browser anywhere (RFC 9700 section 4.11.2).
async fn sender(application: &Application, parameters: &Parameters) -> Result<(Client, Sender), OAuthError> {
    let id = parameters.required("client_id", "expected the parameter `client_id`")?;
    let client = application
        .client(id)
        .await?
        .ok_or(OAuthError::InvalidRequest("the client is not registered here"))?;
    let registered = &client.metadata.redirect_uris;
    let sender = match (parameters.optional("redirect_uri")?, registered.as_slice()) {
        (None, [only]) => Sender { redirect_uri: only.clone(), names_redirect_uri: false },
        (None, _) => return Err(OAuthError::InvalidRequest("expected the parameter `redirect_uri`")),
        (Some(requested), _) => {
            let unknown =
                OAuthError::InvalidRequest("the redirect URI is not one that the client registered");
            let redirect_uri = RedirectUri::parse(requested).map_err(|_| unknown.clone())?;
            if !registered.iter().any(|known| known.matches(&redirect_uri)) {
                return Err(unknown);
            }
            Sender { redirect_uri, names_redirect_uri: true }
        }
    };
    Ok((client, sender))
}

impl Sender {
    /// Checks everything else.
    fn request(
        &self,
        settings: &Settings,
        client: &Client,
        parameters: &Parameters,
    ) -> Result<AuthorizationRequest, OAuthError> {
        let state = parameters.optional("state")?.map(ToOwned::to_owned);
        if parameters.required("response_type", "expected the parameter `response_type`")? != "code" {
            return Err(OAuthError::UnsupportedResponseType);
        }
        if !parameters.all("resource").iter().all(|resource| settings.accepts_resource(resource)) {
            return Err(OAuthError::InvalidTarget);
        }
        Ok(AuthorizationRequest {
            client_id: client.id.clone(),
            redirect_uri: self.redirect_uri.clone(),
            names_redirect_uri: self.names_redirect_uri,
            state,
            code_challenge: code_challenge(parameters)?,
            scope: scope(settings, parameters)?,
            resource: settings.resource(),
        })
    }
}

/// The code challenge, by S256 and nothing else: `plain` is also what an absent method means, and it gives the verifier away
/// (RFC 7636 section 4.3, OAuth 2.1 section 4.1.1).
fn code_challenge(parameters: &Parameters) -> Result<String, OAuthError> {
    let challenge = parameters.required("code_challenge", "expected the parameter `code_challenge`")?;
    if parameters.optional("code_challenge_method")? != Some("S256") {
        return Err(OAuthError::InvalidRequest("expected `code_challenge_method` to be `S256`"));
    }
    let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if challenge.len() != 43 || !challenge.bytes().all(is_base64url) {
        return Err(OAuthError::InvalidRequest("expected `code_challenge` to be a SHA-256 in base64url"));
    }
    Ok(challenge.to_owned())
}

/// The scopes asked for that exist here; all of them if the client asked for none in particular (RFC 6749 section 3.3).
fn scope(settings: &Settings, parameters: &Parameters) -> Result<Scope, OAuthError> {
    let Some(asked) = parameters.optional("scope")? else { return Ok(settings.scopes().clone()) };
    let granted = Scope::parse(asked).within(settings.scopes());
    if granted.is_empty() {
        return Err(OAuthError::InvalidScope("none of the scopes asked for exists here"));
    }
    Ok(granted)
}

/// The page with the two links, which hold a ticket that works once.
async fn show_consent(
    application: &Application,
    client: &Client,
    request: AuthorizationRequest,
) -> Result<Response, OAuthError> {
    let settings = &application.settings;
    let ticket = Secret::random();
    let link = |decision| format!("{}?ticket={}&decision={decision}", paths::CONSENT, ticket.reveal());
    let page = page::show(
        StatusCode::OK,
        &ConsentPage {
            client: client.name(),
            publisher: client.publisher().as_deref(),
            recipient: &request.redirect_uri.recipient(),
            resource_name: &settings.resource_name,
            resource: &request.resource,
            subject: &"demo",
            scopes: request.scope.values(),
            approve: &link("approve"),
            deny: &link("deny"),
        },
    );
    let now = application.now();
    let life = Life { now, expires: now + settings.consent_lifetime };
    application
        .store
        .keep_ticket(ticket.digest(), Digest::of("anybody"), request, life)
        .await?;
    Ok(page)
}
