//! As much of Content Security Policy Level 3 as decides whether a page may be framed and where its forms may lead.

use url::{Origin, Url};

/// One policy: directives in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Policy(Vec<(String, Vec<String>)>);

impl Policy {
    /// The policies of a header field or of a `<meta>` (§2.2): separated by commas, their directives by semicolons.
    pub(crate) fn parse_all(value: &str) -> Vec<Self> {
        let directive = |text: &str| {
            let mut words = text.split_ascii_whitespace().map(str::to_ascii_lowercase);
            words.next().map(|name| (name, words.collect()))
        };
        value
            .split(',')
            .map(|policy| Self(policy.split(';').filter_map(directive).collect()))
            .collect()
    }

    /// The sources of a directive; of several with one name, the first counts.
    pub(crate) fn sources(&self, directive: &str) -> Option<&[String]> {
        self.0.iter().find(|(name, _)| name == directive).map(|(_, sources)| sources.as_slice())
    }

    /// Whether a form on `page` may lead, by way of redirects, to `target` (§6.4.1); without `form-action`, anywhere.
    pub(crate) fn lets_form_reach(&self, page: &Url, target: &Url) -> bool {
        let Some(sources) = self.sources("form-action") else { return true };
        sources.iter().any(|source| matches(source, page, target))
    }
}

/// Whether a source expression matches a URL that a redirect led to, so that paths do not count (§6.7.2.8).
fn matches(source: &str, page: &Url, target: &Url) -> bool {
    match source {
        "'self'" => page.origin() == target.origin() && matches!(page.origin(), Origin::Tuple(..)),
        "*" => matches!(target.scheme(), "http" | "https" | "ws" | "wss") || target.scheme() == page.scheme(),
        _ if source.starts_with('\'') => false,
        _ if source.ends_with(':') => scheme_matches(&source[..source.len() - 1], target),
        _ => host_matches(source, page, target),
    }
}

/// A scheme matches itself and its secure sibling.
fn scheme_matches(scheme: &str, target: &Url) -> bool {
    scheme == target.scheme() || (scheme == "http" && target.scheme() == "https")
}

fn host_matches(source: &str, page: &Url, target: &Url) -> bool {
    let (scheme, rest) = source.split_once("://").unwrap_or((page.scheme(), source));
    let authority = rest.split('/').next().unwrap_or_default();
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let actual = target.host_str().unwrap_or_default();
    let host_fits = match host.strip_prefix('*') {
        Some("") => true,
        Some(suffix) => actual.ends_with(suffix),
        None => actual == host,
    };
    let port_fits = match port {
        Some("*") => true,
        Some(port) => target.port_or_known_default().is_some_and(|actual| actual.to_string() == port),
        None => target.port().is_none(),
    };
    scheme_matches(scheme, target) && host_fits && port_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reaches(policy: &str, target: &str) -> bool {
        let url = |text| Url::parse(text).expect("literal");
        let page = url("https://login.example/consent");
        Policy::parse_all(policy).iter().all(|policy| policy.lets_form_reach(&page, &url(target)))
    }

    #[test]
    fn what_is_not_restricted_is_allowed() {
        assert!(reaches("default-src 'none'; frame-ancestors 'none'", "https://claude.ai/cb"));
        assert!(reaches("", "https://claude.ai/cb"));
    }

    #[test]
    fn self_and_none_stop_the_callback() {
        for policy in
            ["form-action 'self'", "Form-Action 'none'", "form-action", "img-src *, form-action 'self'"]
        {
            assert!(!reaches(policy, "https://claude.ai/cb"), "{policy}");
        }
        assert!(reaches("form-action 'self'", "https://login.example/cb"));
    }

    #[test]
    fn hosts_ports_and_schemes_are_compared() {
        for policy in
            ["https://claude.ai", "https://claude.ai/other/path", "*.ai", "claude.ai:443", "https:", "*"]
        {
            assert!(reaches(&format!("form-action 'self' {policy}"), "https://claude.ai/cb"), "{policy}");
        }
        for policy in ["https://claude.com", "*.claude.ai", "claude.ai:8443", "data:"] {
            assert!(!reaches(&format!("form-action 'self' {policy}"), "https://claude.ai/cb"), "{policy}");
        }
        assert!(reaches("form-action http://localhost:*", "http://localhost:3118/callback"));
        assert!(!reaches("form-action http://localhost", "http://localhost:3118/callback"));
        assert!(!reaches("form-action http://127.0.0.1:*", "http://localhost:3118/callback"));
    }
}
