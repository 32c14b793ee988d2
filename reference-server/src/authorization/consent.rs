use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, StatusCode,
    header::{CACHE_CONTROL, SET_COOKIE},
};

use super::{Browser, browser, refuse, sign_in};
use crate::{
    application::Application,
    client::Client,
    error::OAuthError,
    grant::{AuthorizationRequest, Grant, IssuedCode, PendingRequest},
    page::{self, ConsentPage},
    parameters::Parameters,
    paths,
    secret::{Digest, Secret},
    store::Life,
};

/// The page with the two links, which hold a ticket that works once, and only together with the cookie that comes with the
/// page.
pub(super) async fn page(
    application: &Application,
    client: &Client,
    request: AuthorizationRequest,
    subject: String,
    query: &str,
) -> Result<Response, OAuthError> {
    let settings = &application.settings;
    let ticket = Secret::random();
    let link = |decision| {
        format!("{}?ticket={}&decision={decision}", settings.path_of(paths::CONSENT), ticket.reveal())
    };
    let other_account = settings.accounts.demonstration().is_none().then(|| sign_in::url(settings, query));
    let mut response = page::show(
        StatusCode::OK,
        &ConsentPage {
            client: client.name(),
            publisher: client.publisher().as_deref(),
            recipient: &request.redirect_uri.recipient(),
            resource_name: &settings.resource_name,
            resource: &request.resource,
            subject: &subject,
            other_account: other_account.as_deref(),
            scopes: request.scope.values(),
            approve: &link("approve"),
            deny: &link("deny"),
        },
    );
    let holder = Secret::random();
    response
        .headers_mut()
        .insert(SET_COOKIE, browser::page_cookie(settings, &ticket, &holder));
    let pending = PendingRequest { request, subject };
    let now = application.now();
    let life = Life { now, expires: now + settings.consent_lifetime };
    application.store.keep_ticket(ticket.digest(), holder.digest(), pending, life).await?;
    Ok(response)
}

/// Where the links of the consent page lead: to the client, with a code or with `access_denied`.
///
/// A link and not a form, since a link needs no exception in the content security policy and its redirect is always
/// followed by GET. What a GET must not do twice or for somebody else, the ticket prevents: it cannot be guessed, works once,
/// and only in the browser to which the page was shown. So no link on a foreign page approves anything.
pub(crate) async fn decide(
    State(application): State<Arc<Application>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    if is_prefetch(&headers) {
        return (StatusCode::SERVICE_UNAVAILABLE, [(CACHE_CONTROL, "no-store")]).into_response();
    }
    let browser = Browser::of(&application.settings, &headers);
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    let answer = async {
        let (pending, approved) = decision(&application, &browser, &parameters).await?;
        if approved {
            return approve(&application, pending).await;
        }
        let request = pending.request;
        let (redirect_uri, state) = (&request.redirect_uri, request.state.as_deref());
        Ok(refuse(&application.settings, redirect_uri, state, &OAuthError::AccessDenied))
    };
    answer.await.unwrap_or_else(|error| page::error(&error))
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

const GONE: OAuthError =
    OAuthError::InvalidRequest("the page was used already, was open for too long, or was shown elsewhere");

/// Takes the ticket, once everything else about the link is right.
async fn decision(
    application: &Application,
    browser: &Browser<'_>,
    parameters: &Parameters,
) -> Result<(PendingRequest, bool), OAuthError> {
    let ticket = parameters.required("ticket", "expected the parameter `ticket`")?;
    let approved = match parameters.required("decision", "expected the parameter `decision`")? {
        "approve" => true,
        "deny" => false,
        _ => return Err(OAuthError::InvalidRequest("expected `decision` to be `approve` or `deny`")),
    };
    let holder = browser.page(ticket).ok_or(GONE)?;
    let pending = application.store.take_ticket(Digest::of(ticket), holder, application.now()).await?;
    Ok((pending.ok_or(GONE)?, approved))
}

/// Sends the code to the client (RFC 6749 section 4.1.2) with its state as it came and the issuer (RFC 9207 section 2).
async fn approve(
    application: &Application,
    PendingRequest { request, subject }: PendingRequest,
) -> Result<Response, OAuthError> {
    let settings = &application.settings;
    let code = Secret::random();
    let mut answer = vec![("code", code.reveal())];
    answer.extend(request.state.as_deref().map(|state| ("state", state)));
    answer.push(("iss", settings.issuer()));
    let response = page::redirect(StatusCode::FOUND, request.redirect_uri.with(&answer));

    let holds = IssuedCode {
        grant: Grant {
            client_id: request.client_id,
            subject,
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
