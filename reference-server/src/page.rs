use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION, REFERRER_POLICY, X_FRAME_OPTIONS},
};

use crate::error::OAuthError;

/// Nothing but the page's own style is loaded, and nobody frames it (RFC 9700 section 4.16).
///
/// There is no `form-action`: the pages have no form, and browsers that apply it to the redirects after a submission stop
/// the one to the client, which then waits for ever.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
);

/// The page on which the user decides.
#[derive(Debug, Template)]
#[template(path = "consent.html")]
pub(crate) struct ConsentPage<'a> {
    pub(crate) client: &'a str,
    /// The host of its metadata document, if it has one.
    pub(crate) publisher: Option<&'a str>,
    pub(crate) recipient: &'a str,
    pub(crate) resource_name: &'a str,
    pub(crate) resource: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) scopes: &'a [String],
    pub(crate) approve: &'a str,
    pub(crate) deny: &'a str,
}

#[derive(Debug, Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    code: &'a str,
    description: &'a str,
}

/// The page of a client whose metadata document cannot be used. It is the only one to learn so: the client waits for an
/// answer that cannot be sent, some for ever.
#[derive(Debug, Template)]
#[template(path = "unreadable_client.html")]
struct UnreadableClientPage<'a> {
    url: &'a str,
    why: &'a str,
    is_temporary: bool,
    code: &'a str,
}

/// The page of an error that must not be redirected, since nobody vouches for where (RFC 6749 section 4.1.2.1).
pub(crate) fn error(error: &OAuthError) -> Response {
    if let OAuthError::ClientMetadataDocument { url, why, is_temporary } = error {
        let page = UnreadableClientPage { url, why, is_temporary: *is_temporary, code: error.code() };
        return show(error.status(), &page);
    }
    show(error.status(), &ErrorPage { code: error.code(), description: &error.to_string() })
}

/// A page for a person, shown by nobody else and kept by nobody.
pub(crate) fn show(status: StatusCode, page: &impl Template) -> Response {
    let html = page.render().expect("a template of strings renders");
    let headers = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (status, headers, Html(html)).into_response()
}

/// Sends the browser on by GET. Not 307, after which a browser repeats the method and body (RFC 9700 section 4.12).
pub(crate) fn redirect(location: String) -> Response {
    let location =
        HeaderValue::try_from(location).expect("a checked redirect URI and an encoded query are ASCII");
    let headers = [
        (LOCATION, location),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (StatusCode::FOUND, headers).into_response()
}
