//! Cookies as a browser keeps them (RFC 6265), as far as a check has to play one.

use url::Url;

use crate::exchange::Exchange;

/// A cookie that a browser keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cookie {
    pub(crate) name: String,
    pub(crate) value: String,
    /// Whether scripts cannot read it.
    pub(crate) http_only: bool,
    /// Whether it is sent over TLS only.
    pub(crate) secure: bool,
    /// `SameSite`, in lower case; empty where it is not said.
    pub(crate) same_site: String,
    /// With a dot before it where the hosts below get it as well.
    host: String,
    path: String,
    is_over: bool,
}

impl Cookie {
    /// Reads a `Set-Cookie` field of the answer to `url` (RFC 6265 §5.2).
    fn read(field: &str, url: &Url) -> Option<Self> {
        let mut parts = field.split(';').map(str::trim);
        let (name, value) = parts.next()?.split_once('=')?;
        let directory = url.path().rsplit_once('/').map_or("", |(directory, _)| directory);
        let mut cookie = Self {
            name: name.into(),
            value: value.into(),
            http_only: false,
            secure: false,
            same_site: String::new(),
            host: url.host_str()?.to_owned(),
            path: if directory.is_empty() { "/".into() } else { directory.into() },
            is_over: false,
        };
        for part in parts {
            let (attribute, value) = part.split_once('=').unwrap_or((part, ""));
            cookie.set(&attribute.to_ascii_lowercase(), value.trim());
        }
        Some(cookie)
    }

    fn set(&mut self, attribute: &str, value: &str) {
        match attribute {
            "httponly" => self.http_only = true,
            "secure" => self.secure = true,
            "samesite" => self.same_site = value.to_ascii_lowercase(),
            "path" if value.starts_with('/') => self.path = value.into(),
            "max-age" => self.is_over = value.parse().is_ok_and(|seconds: i64| seconds <= 0),
            // What is deleted is given the beginning of time for its end.
            "expires" => self.is_over |= value.contains("1970"),
            "domain" => {
                let domain = value.trim_start_matches('.').to_ascii_lowercase();
                if self.host.ends_with(&domain) && !domain.is_empty() {
                    self.host = format!(".{domain}");
                }
            }
            _ => {}
        }
    }

    fn is_for(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let named = match self.host.strip_prefix('.') {
            Some(domain) => host == domain || host.ends_with(&self.host),
            None => host == self.host,
        };
        let path = url.path().strip_prefix(&self.path);
        let inside =
            path.is_some_and(|rest| rest.is_empty() || self.path.ends_with('/') || rest.starts_with('/'));
        named && inside && (!self.secure || url.scheme() == "https" || is_local(host))
    }

    /// Whether browsers hold it back where another site sends a request of this method.
    pub(crate) fn stays_at_home(&self, method: &str) -> bool {
        self.same_site == "strict" || (self.same_site == "lax" && method != "GET")
    }
}

/// Browsers trust what does not leave the machine.
fn is_local(host: &str) -> bool {
    host == "localhost" || host == "[::1]" || host.starts_with("127.")
}

/// What a browser sends to `url` that was shown all of `seen`.
pub(crate) fn for_url<'a>(seen: impl IntoIterator<Item = &'a Exchange>, url: &Url) -> Vec<Cookie> {
    let mut kept: Vec<Cookie> = Vec::new();
    for exchange in seen {
        let fields = exchange.response.headers.all("set-cookie");
        for cookie in fields.filter_map(|field| Cookie::read(field, &exchange.request.url)) {
            let place = |cookie: &Cookie| (cookie.name.clone(), cookie.host.clone(), cookie.path.clone());
            kept.retain(|known| place(known) != place(&cookie));
            kept.push(cookie);
        }
    }
    kept.retain(|cookie| !cookie.is_over && cookie.is_for(url));
    kept
}

/// The `Cookie` field that holds these.
pub(crate) fn field(cookies: &[Cookie]) -> Option<String> {
    let pairs: Vec<_> = cookies.iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
    (!pairs.is_empty()).then(|| pairs.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{Request, Response};

    fn url(text: &str) -> Url {
        Url::parse(text).expect("literal")
    }

    fn answered(at: &str, fields: &[&str]) -> Exchange {
        let mut response = Response::default();
        for field in fields {
            response.headers.add("Set-Cookie", *field);
        }
        let request = Request::read(url(at));
        Exchange { index: 0, request, response, failure: None, started_ms: 0, duration_ms: 0 }
    }

    #[test]
    fn a_cookie_goes_where_it_belongs_and_no_further() {
        let seen = [
            answered("https://as.example/oauth/authorize", &["a=1", "b=2; Path=/; HttpOnly; SameSite=Lax"]),
            answered(
                "https://as.example/in",
                &["b=3; Path=/", "c=4; Path=/oauth", "d=5; Domain=.example", "e=6; Domain=as.example"],
            ),
        ];
        let sent = |at: &str| field(&for_url(&seen, &url(at))).unwrap_or_default();
        assert_eq!(sent("https://as.example/oauth/decide"), "a=1; b=3; c=4; d=5; e=6");
        assert_eq!(sent("https://as.example/oauths"), "b=3; d=5; e=6");
        assert_eq!(sent("https://login.as.example/"), "d=5; e=6");
        assert_eq!(sent("https://other.example/"), "d=5");
    }

    #[test]
    fn a_cookie_that_was_deleted_is_gone() {
        let over = "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/";
        let seen = [
            answered("https://as.example/in", &["a=1; Path=/"]),
            answered("https://as.example/out", &[over]),
        ];
        assert_eq!(field(&for_url(&seen[..1], &url("https://as.example/"))).as_deref(), Some("a=1"));
        assert_eq!(field(&for_url(&seen, &url("https://as.example/"))), None);
    }

    #[test]
    fn a_secure_cookie_goes_without_tls_to_this_machine_only() {
        let sent = |host: &str| {
            let at = format!("http://{host}/");
            field(&for_url(&[answered(&at, &["a=1; Secure"])], &url(&at)))
        };
        for here in ["localhost", "127.0.0.1:8080", "[::1]:8080"] {
            assert_eq!(sent(here).as_deref(), Some("a=1"), "{here}");
        }
        assert_eq!(sent("as.example"), None);
    }

    #[test]
    fn a_cookie_ends_and_keeps_to_tls() {
        let at = "https://as.example/";
        let seen = [answered(at, &["a=1; Secure"]), answered(at, &["b=1"]), answered(at, &["b=; Max-Age=0"])];
        assert_eq!(field(&for_url(&seen, &url(at))).as_deref(), Some("a=1"));
        assert_eq!(field(&for_url(&seen, &url("http://as.example/"))), None);
        let lax = Cookie::read("s=1; SameSite=Lax", &url(at)).expect("a cookie");
        assert!(lax.stays_at_home("POST") && !lax.stays_at_home("GET"));
    }
}
