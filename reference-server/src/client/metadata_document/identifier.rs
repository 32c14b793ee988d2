use url::Url;

use super::unreadable::Unreadable;

/// The longest client identifier that is taken for a URL, in bytes.
const LONGEST: usize = 2048;

/// The URL that this client identifier is (draft-ietf-oauth-client-id-metadata-document, Client Identifier URL).
///
/// It must be written in the normal form of a URL. Identifiers are compared as strings, and the document's `client_id` must be
/// both the identifier and the URL that was fetched; so `/a/../b`, `:443` or capitals in the host name, which the request
/// would not keep, are refused and not mended. This is also what keeps out dot segments, however they are encoded.
pub(super) fn url(id: &str) -> Result<Url, Unreadable> {
    let refused = |expected| Err(Unreadable::Identifier(expected));
    if id.len() > LONGEST {
        return refused("expected a URL of at most 2048 bytes");
    }
    let Ok(url) = Url::parse(id) else { return refused("expected a URL") };
    if url.scheme() != "https" {
        return refused("expected an https URL");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refused("expected a URL without user information");
    }
    if url.fragment().is_some() {
        return refused("expected a URL without a fragment");
    }
    if url.as_str() != id {
        return refused(
            "expected a URL in normal form: with a path, and without dot segments or a default port",
        );
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_client_identifier() {
        for id in [
            "https://claude.ai/oauth/claude-code-client-metadata",
            "https://example.com:8443/client.json?tenant=1",
            "https://example.com/",
            "https://example.com/a..b/.c",
        ] {
            assert_eq!(url(id).map(|url| url.to_string()), Ok(id.to_owned()));
        }
    }

    #[test]
    fn what_is_not() {
        let long = format!("https://example.com/{}", "x".repeat(2048));
        for id in [
            "https://example.com",
            "https://example.com:443/client",
            "https://EXAMPLE.com/client",
            "https://example.com/a/../client",
            "https://example.com/./client",
            "https://example.com/a/%2e%2E/client",
            "https://example.com\\client",
            "https://example.com/cli\nent",
            "https://user@example.com/client",
            "https://@example.com/client",
            "https://:@example.com/client",
            "https://example.com/client#",
            "https://example.com/client#x",
            "https://0x7f.1/client",
            "http://example.com/client",
            "https://",
            &long,
        ] {
            assert!(matches!(url(id), Err(Unreadable::Identifier(_))), "{id}");
        }
    }
}
