//! Where metadata lives.

use url::Url;

/// The path of protected resource metadata (RFC 9728 §3).
pub const RESOURCE: &str = "oauth-protected-resource";
/// The path of authorization server metadata (RFC 8414 §3).
pub const SERVER: &str = "oauth-authorization-server";
/// The path of `OpenID` Connect discovery (`OpenID` Connect Discovery 1.0 §4).
pub const OPENID: &str = "openid-configuration";

/// The well-known URL of `name` with the path of `identifier` behind it: `https://h/p` gives
/// `https://h/.well-known/name/p` (RFC 8414 §3.1, RFC 9728 §3.1). The query stays, as RFC 9728 §3.1 says.
pub fn inserted(identifier: &Url, name: &str) -> Url {
    let mut url = identifier.clone();
    url.set_path(&format!("/.well-known/{name}{}", identifier.path().trim_end_matches('/')));
    url.set_fragment(None);
    url
}

/// The well-known URL of `name` behind the path of `identifier`: `https://h/p` gives `https://h/p/.well-known/name`
/// (`OpenID` Connect Discovery 1.0 §4.1).
pub fn appended(identifier: &Url, name: &str) -> Url {
    let mut url = without_query(identifier);
    url.set_path(&format!("{}/.well-known/{name}", identifier.path().trim_end_matches('/')));
    url
}

/// The well-known URL of `name` at the root of the origin of `url`.
pub fn at_root(url: &Url, name: &str) -> Url {
    let mut root = without_query(url);
    root.set_path(&format!("/.well-known/{name}"));
    root
}

/// Where the metadata of `issuer` is looked for, in the order of MCP 2025-11-25 and later: without a path, RFC 8414
/// then `OpenID`; with a path, RFC 8414 inserted, `OpenID` inserted, `OpenID` appended.
pub fn server_metadata(issuer: &Url) -> Vec<Url> {
    let mut urls = vec![inserted(issuer, SERVER), inserted(issuer, OPENID)];
    if has_path(issuer) {
        urls.push(appended(issuer, OPENID));
    }
    urls
}

/// Where the metadata of the protected resource `endpoint` is looked for without a pointer: inserted, then at the
/// root (MCP 2025-11-25, "Protected Resource Metadata Discovery Requirements").
pub fn resource_metadata(endpoint: &Url) -> Vec<Url> {
    let mut urls = vec![inserted(endpoint, RESOURCE)];
    if has_path(endpoint) {
        urls.push(at_root(endpoint, RESOURCE));
    }
    urls
}

/// True where `url` has more path than `/`.
pub fn has_path(url: &Url) -> bool {
    !url.path().trim_end_matches('/').is_empty()
}

fn without_query(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(urls: &[Url]) -> Vec<&str> {
        urls.iter().map(Url::as_str).collect()
    }

    #[test]
    fn an_issuer_with_a_path_has_three_places() {
        let issuer = Url::parse("https://login.example/realms/x/").expect("literal");
        assert_eq!(
            urls(&server_metadata(&issuer)),
            [
                "https://login.example/.well-known/oauth-authorization-server/realms/x",
                "https://login.example/.well-known/openid-configuration/realms/x",
                "https://login.example/realms/x/.well-known/openid-configuration",
            ]
        );
    }

    #[test]
    fn a_bare_host_has_no_empty_segment() {
        let host = Url::parse("https://h.example/").expect("literal");
        assert_eq!(
            urls(&resource_metadata(&host)),
            ["https://h.example/.well-known/oauth-protected-resource"]
        );
        assert_eq!(
            urls(&server_metadata(&host)),
            [
                "https://h.example/.well-known/oauth-authorization-server",
                "https://h.example/.well-known/openid-configuration"
            ]
        );
    }

    #[test]
    fn the_query_of_the_endpoint_stays_on_the_inserted_form() {
        let endpoint = Url::parse("https://h.example/mcp?x=1").expect("literal");
        assert_eq!(
            urls(&resource_metadata(&endpoint)),
            [
                "https://h.example/.well-known/oauth-protected-resource/mcp?x=1",
                "https://h.example/.well-known/oauth-protected-resource"
            ]
        );
    }
}
