//! The resource identifier of protected resource metadata, held against the URL of the MCP endpoint.

use url::{Host, Url};

/// Whether `resource` names `endpoint` or what lies above it: the same origin, and a path that is the endpoint's or
/// an ancestor of it. A slash at the end makes a path longer: `/mcp/` does not cover `/mcp`, `/mcp` covers `/mcp/`.
pub fn covers(resource: &Url, endpoint: &Url) -> bool {
    let closed = |url: &Url| format!("{}/", url.path().trim_end_matches('/'));
    resource.origin() == endpoint.origin()
        && resource.path().len() <= endpoint.path().len()
        && closed(endpoint).starts_with(&closed(resource))
}

/// Whether the host of `url` is this machine: `localhost`, 127.0.0.0/8 or `[::1]`. There https is not asked for.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether `url` is https, or as local as `endpoint` is.
pub fn is_https_or_local(url: &Url, endpoint: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url) && is_loopback(endpoint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_path_and_its_ancestors_cover() {
        for (resource, endpoint, expected) in [
            ("https://h.example/mcp", "https://h.example/mcp", true),
            ("https://h.example", "https://h.example/mcp", true),
            ("https://h.example/a", "https://h.example/a/mcp", true),
            ("https://h.example/mcp", "https://h.example/mcp/", true),
            ("https://h.example/mcp/", "https://h.example/mcp", false),
            ("https://h.example/mc", "https://h.example/mcp", false),
            ("https://h.example/other", "https://h.example/mcp", false),
            ("https://www.h.example/mcp", "https://h.example/mcp", false),
            ("http://h.example/mcp", "https://h.example/mcp", false),
            ("https://h.example:443/mcp", "https://h.example/mcp", true),
        ] {
            let url = |text| Url::parse(text).expect("literal");
            assert_eq!(covers(&url(resource), &url(endpoint)), expected, "{resource} {endpoint}");
        }
    }

    #[test]
    fn this_machine_has_several_names() {
        for (url, expected) in [
            ("http://localhost:8080/mcp", true),
            ("http://127.4.5.6/mcp", true),
            ("http://[::1]:1/mcp", true),
            ("http://0.0.0.0/mcp", false),
            ("https://localhost.example/mcp", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(url).expect("literal")), expected, "{url}");
        }
    }
}
