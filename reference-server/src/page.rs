use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use http::{
    HeaderName, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION, REFERRER_POLICY, X_FRAME_OPTIONS},
};

use crate::error::OAuthError;

/// Nothing but the page's own style is loaded, and nobody frames it (RFC 9700 section 4.16).
///
/// There is no `form-action`: browsers that apply it to the redirects after a submission stop the one to the client, which
/// then waits for ever.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

/// As [`POLICY`], for the page whose form leads to this server and, from there, back to it.
const FORM_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; \
     form-action 'self'";

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
    /// Where somebody who is not this user signs in, if there is more than one.
    pub(crate) other_account: Option<&'a str>,
    pub(crate) scopes: &'a [String],
    pub(crate) approve: &'a str,
    pub(crate) deny: &'a str,
}

/// The page on which the user signs in.
#[derive(Debug, Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignInPage<'a> {
    pub(crate) client: &'a str,
    pub(crate) resource_name: &'a str,
    pub(crate) action: &'a str,
    pub(crate) query: &'a str,
    /// The name that was entered, if it was refused.
    pub(crate) username: Option<&'a str>,
}

impl ConsentPage<'_> {
    /// What a scope allows, in words for the user.
    fn meaning(scope: &str) -> &'static str {
        match scope {
            "mcp:read" => "use tools that only read",
            "mcp:write" => "use tools that act in your name",
            "offline_access" => "stay connected while you are away",
            _ => "use",
        }
    }
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
    let shown = match error {
        OAuthError::ClientMetadataDocument { url, why, is_temporary } => show(
            error.status(),
            &UnreadableClientPage { url, why, is_temporary: *is_temporary, code: error.code() },
        ),
        _ => show(error.status(), &ErrorPage { code: error.code(), description: &error.to_string() }),
    };
    (error.parts(), shown).into_response()
}

/// A page for a person, shown by nobody else and kept by nobody.
pub(crate) fn show(status: StatusCode, page: &impl Template) -> Response {
    answer(status, page, [(CONTENT_SECURITY_POLICY, POLICY), (REFERRER_POLICY, "no-referrer")])
}

/// As [`show`], for a page with a form. Without a referrer to its own origin a browser would send `Origin: null` with the
/// form (Fetch, append a request `Origin` header), and it could not be told from one of a foreign page.
pub(crate) fn show_form(status: StatusCode, page: &impl Template) -> Response {
    answer(status, page, [(CONTENT_SECURITY_POLICY, FORM_POLICY), (REFERRER_POLICY, "same-origin")])
}

fn answer(status: StatusCode, page: &impl Template, rules: [(HeaderName, &'static str); 2]) -> Response {
    let html = page.render().expect("a template of strings renders");
    (status, rules, [(X_FRAME_OPTIONS, "DENY"), (CACHE_CONTROL, "no-store")], Html(html)).into_response()
}

/// Sends the browser on by GET. Not 307, after which a browser repeats the method and body (RFC 9700 section 4.12).
pub(crate) fn redirect(status: StatusCode, location: String) -> Response {
    let location =
        HeaderValue::try_from(location).expect("a checked redirect URI and an encoded query are ASCII");
    let headers = [
        (LOCATION, location),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (status, headers).into_response()
}
