use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header::CACHE_CONTROL};

use crate::{
    application::Application,
    authorization::refuse,
    error::OAuthError,
    grant::{AuthorizationRequest, Grant, IssuedCode},
    page,
    parameters::Parameters,
    secret::{Digest, Secret},
    store::Life,
};

/// Where the links of the consent page lead: to the client, with a code or with `access_denied`.
///
/// A link and not a form, since a link needs no exception in the content security policy and its redirect is always
/// followed by GET. What a GET must not do twice, the ticket prevents: it works once, and only for who saw the page.
pub(crate) async fn decide(
    State(application): State<Arc<Application>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    if is_prefetch(&headers) {
        return (StatusCode::SERVICE_UNAVAILABLE, [(CACHE_CONTROL, "no-store")]).into_response();
    }
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    match decision(&application, &parameters).await {
        Ok((request, true)) => {
            approve(&application, request).await.unwrap_or_else(|error| page::error(&error))
        }
        Ok((request, false)) => {
            let state = request.state.as_deref();
            refuse(&application.settings, &request.redirect_uri, state, &OAuthError::AccessDenied)
        }
        Err(error) => page::error(&error),
    }
}

/// HEAD is safe (RFC 9110 section 9.2.1): it leaves the ticket alone, and so cannot say where GET would lead.
pub(crate) async fn look() -> Response {
    [(CACHE_CONTROL, "no-store")].into_response()
}

/// A browser that loads a link ahead of time has not been told to approve anything (Fetch, `Sec-Purpose`).
fn is_prefetch(headers: &HeaderMap) -> bool {
    let purpose = headers.get("sec-purpose").and_then(|value| value.to_str().ok());
    purpose.is_some_and(|purpose| purpose.contains("prefetch"))
}

/// Takes the ticket, once everything else about the link is right.
async fn decision(
    application: &Application,
    parameters: &Parameters,
) -> Result<(AuthorizationRequest, bool), OAuthError> {
    let ticket = parameters.required("ticket", "expected the parameter `ticket`")?;
    let approved = match parameters.required("decision", "expected the parameter `decision`")? {
        "approve" => true,
        "deny" => false,
        _ => return Err(OAuthError::InvalidRequest("expected `decision` to be `approve` or `deny`")),
    };
    let request = application
        .store
        .take_ticket(Digest::of(ticket), Digest::of("anybody"), application.now())
        .await?;
    let request =
        request.ok_or(OAuthError::InvalidRequest("the page was used already, or was open for too long"))?;
    Ok((request, approved))
}

/// Sends the code to the client (RFC 6749 section 4.1.2) with its state as it came and the issuer (RFC 9207 section 2).
async fn approve(application: &Application, request: AuthorizationRequest) -> Result<Response, OAuthError> {
    let settings = &application.settings;
    let code = Secret::random();
    let mut answer = vec![("code", code.reveal())];
    answer.extend(request.state.as_deref().map(|state| ("state", state)));
    answer.push(("iss", settings.issuer()));
    let response = page::redirect(request.redirect_uri.with(&answer));

    let holds = IssuedCode {
        grant: Grant {
            client_id: request.client_id,
            subject: "demo".to_owned(),
            scope: request.scope,
            resource: request.resource,
        },
        redirect_uri: request.names_redirect_uri.then_some(request.redirect_uri),
        code_challenge: request.code_challenge,
    };
    let now = application.now();
    application
        .store
        .keep_code(code.digest(), holds, Life { now, expires: now + settings.code_lifetime })
        .await?;
    Ok(response)
}
