//! The authorization request (RFC 6749 §4.1.1) and what comes back (RFC 6749 §4.1.2).

use url::Url;

use super::pkce::Pkce;
use crate::query;

/// What a client asks the person to approve, and what it must remember until the code is redeemed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// The URL that the person's browser opens, parameters included.
    pub url: Url,
    /// Where the answer is expected.
    pub redirect_uri: String,
    /// The state that must come back.
    pub state: String,
    /// The PKCE pair whose challenge was sent.
    pub pkce: Pkce,
}

impl AuthorizationRequest {
    /// Builds the request: `endpoint` with `parameters` behind those that it already has (RFC 6749 §3.1).
    pub fn new(endpoint: &Url, parameters: &[(&str, &str)], pkce: Pkce) -> Self {
        let mut url = endpoint.clone();
        url.query_pairs_mut().extend_pairs(parameters);
        let value = |name: &str| {
            let found = parameters.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned()).unwrap_or_default()
        };
        Self { url, redirect_uri: value("redirect_uri"), state: value("state"), pkce }
    }

    /// The request behind `url`, as the person's browser sees it: without the client's verifier.
    pub fn opened(url: Url) -> Self {
        let value = |name: &str| {
            let found = url.query_pairs().find(|(key, _)| key == name);
            found.map(|(_, value)| value.into_owned()).unwrap_or_default()
        };
        let (redirect_uri, state) = (value("redirect_uri"), value("state"));
        Self { url, redirect_uri, state, pkce: Pkce::from_verifier("") }
    }

    /// The same request with one parameter set, or removed with `None`.
    #[must_use]
    pub fn with(mut self, name: &str, value: Option<&str>) -> Self {
        query::set(&mut self.url, name, value);
        self
    }
}

/// How the person's browser was sent back to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    /// The URL that the browser was sent to: the redirect URI with the answer's parameters.
    pub url: Url,
    /// The method by which the browser goes there.
    pub method: String,
    /// The index of the exchange that sent it there, where the harness saw it.
    pub exchange: Option<usize>,
    /// The status that sent it there; 200 where a page did (a form, a script or a meta refresh).
    pub status: u16,
    /// The parameters: of the query, or of the body where a form carried them (`response_mode=form_post`).
    pub parameters: Vec<(String, String)>,
    /// True where the parameters were in the body.
    pub form_post: bool,
}

/// Whether `url` is `redirect_uri` with parameters added.
pub fn leads_back(url: &Url, redirect_uri: &str) -> bool {
    let Ok(expected) = Url::parse(redirect_uri) else { return false };
    let place = |url: &Url| {
        (url.scheme().to_owned(), url.host_str().map(str::to_owned), url.port(), url.path().to_owned())
    };
    place(url) == place(&expected)
}

impl Callback {
    /// The value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}
