use serde::{Deserialize, Serialize};
use url::{Url, form_urlencoded};

use crate::{error::OAuthError, loopback};

/// A redirect URI as a client registered or sent it, byte for byte: it is compared as a string and answered as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct RedirectUri(String);

impl RedirectUri {
    /// May a client register this URI? `https` anywhere, `http` on the loopback interface only, a private-use scheme if it
    /// is a reversed domain name and so has a period (RFC 8252 sections 7.1 to 7.3), and never a fragment (RFC 6749 section
    /// 3.1.2). The period also keeps `javascript:` and `data:` out.
    pub(crate) fn parse(uri: &str) -> Result<Self, OAuthError> {
        if !uri.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(OAuthError::InvalidRedirectUri(
                "expected a redirect URI of visible ASCII characters",
            ));
        }
        let url = Url::parse(uri)
            .map_err(|_| OAuthError::InvalidRedirectUri("expected an absolute redirect URI"))?;
        if url.fragment().is_some() {
            return Err(OAuthError::InvalidRedirectUri("expected a redirect URI without a fragment"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OAuthError::InvalidRedirectUri("expected a redirect URI without user information"));
        }
        match url.scheme() {
            "https" => Ok(Self(uri.to_owned())),
            "http" if is_loopback(&url) => Ok(Self(uri.to_owned())),
            "http" => Err(OAuthError::InvalidRedirectUri("expected `https`, or `http` on a loopback host")),
            scheme if scheme.contains('.') => Ok(Self(uri.to_owned())),
            _ => Err(OAuthError::InvalidRedirectUri(
                "expected a private-use scheme to be a reversed domain name",
            )),
        }
    }

    /// Is `requested` this registered URI? Exact string comparison (RFC 9700 section 4.1.3), except that the port of a
    /// loopback URI is the client's to choose at the time of the request (RFC 8252 section 7.3).
    pub(crate) fn matches(&self, requested: &Self) -> bool {
        self == requested
            || without_loopback_port(&self.0)
                .is_some_and(|registered| Some(registered) == without_loopback_port(&requested.0))
    }

    /// This URI with parameters added to its query, which it keeps (RFC 6749 section 3.1.2).
    pub(crate) fn with(&self, parameters: &[(&str, &str)]) -> String {
        let separator = if self.0.contains('?') { '&' } else { '?' };
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        format!("{}{separator}{query}", self.0)
    }

    /// Who receives the code, in words for the consent page: the host, or the scheme of an app.
    pub(crate) fn recipient(&self) -> String {
        let url = Url::parse(&self.0).expect("a redirect URI was parsed when it was registered");
        url.host_str().map_or_else(|| format!("the app `{}`", url.scheme()), ToOwned::to_owned)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_loopback(url: &Url) -> bool {
    url.host_str().is_some_and(loopback::is_loopback)
}

/// The parts of a loopback URI on both sides of its port. Taken from the string and not from a parsed URL, so that
/// everything but the port is still compared exactly.
fn without_loopback_port(uri: &str) -> Option<(&str, &str)> {
    let after_scheme = uri.strip_prefix("http://")?;
    if !is_loopback(&Url::parse(uri).ok()?) {
        return None;
    }
    let (authority, rest) =
        after_scheme.split_at(after_scheme.find(['/', '?']).unwrap_or(after_scheme.len()));
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    Some((host, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_registered() {
        for uri in [
            "https://claude.ai/api/mcp/auth_callback",
            "https://example.com:8443/cb?tenant=1",
            "http://localhost:56802/callback",
            "http://127.0.0.1/callback",
            "http://127.8.9.1:1/cb",
            "http://[::1]:3000/oauth/callback",
            "com.example.app:/callback",
        ] {
            assert_eq!(RedirectUri::parse(uri).map(|uri| uri.0), Ok(uri.to_owned()), "{uri}");
        }
    }

    #[test]
    fn what_may_not() {
        for uri in [
            "http://example.com/cb",
            "http://localhost.example.com/cb",
            "http://user@localhost/cb",
            "https://example.com/cb#fragment",
            "https://example.com/cb#",
            "https://example.com/c\nb",
            "https://example.com/ä",
            "javascript:alert(1)",
            "data:text/html,x",
            "myapp://callback",
            "/callback",
            "",
        ] {
            assert!(matches!(RedirectUri::parse(uri), Err(OAuthError::InvalidRedirectUri(_))), "{uri}");
        }
    }

    #[test]
    fn the_port_counts_except_on_loopback() {
        let matches = |registered, requested| {
            RedirectUri::parse(registered).unwrap().matches(&RedirectUri::parse(requested).unwrap())
        };
        assert!(matches("http://localhost/callback", "http://localhost:56802/callback"));
        assert!(matches("http://127.0.0.1:1/callback", "http://127.0.0.1:2/callback"));
        assert!(matches("http://[::1]/callback", "http://[::1]:9/callback"));
        assert!(!matches("http://localhost/callback", "http://127.0.0.1/callback"));
        assert!(!matches("http://localhost/callback", "http://localhost:1/callback/"));
        assert!(!matches("http://localhost/callback", "http://localhost:1/callback?x=1"));
        assert!(!matches("http://127.0.0.1/callback", "http://127.1/callback"));
        assert!(!matches("https://example.com/cb", "https://example.com:8443/cb"));
        assert!(!matches("https://example.com/cb", "https://example.com/CB"));
    }

    #[test]
    fn parameters_are_added_to_the_query_that_is_there() {
        let parameters = [("code", "a"), ("state", "&=+ /ü")];
        let with = |uri| RedirectUri::parse(uri).unwrap().with(&parameters);
        assert_eq!(with("https://example.com"), "https://example.com?code=a&state=%26%3D%2B+%2F%C3%BC");
        assert_eq!(with("com.example:/cb?x=1"), "com.example:/cb?x=1&code=a&state=%26%3D%2B+%2F%C3%BC");
    }
}
