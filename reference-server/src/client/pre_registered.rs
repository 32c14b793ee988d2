use super::{Client, ClientAuthenticationMethod, ClientMetadata};
use crate::{error::OAuthError, redirect_uri::RedirectUri, secret::Digest};

/// The redirect URIs of the Claude clients: of Claude Web under both of its names, of Claude Code, and of mcp-remote. The
/// command-line clients add a port of their own, which is not compared (RFC 8252 section 7.3).
pub const DEFAULT_REDIRECT_URIS: [&str; 6] = [
    "https://claude.ai/api/mcp/auth_callback",
    "https://claude.com/api/mcp/auth_callback",
    "http://localhost/callback",
    "http://127.0.0.1/callback",
    "http://localhost/oauth/callback",
    "http://127.0.0.1/oauth/callback",
];

/// The operator's client cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidPreRegistration {
    /// RFC 6749 appendices A.1 and A.2.
    #[error("expected a client identifier and a client secret of printable ASCII characters")]
    Characters,
    /// None was given.
    #[error("expected at least one redirect URI")]
    NoRedirectUri,
    /// One of them is none.
    #[error("the redirect URI `{uri}` cannot be used: {why}")]
    RedirectUri {
        /// As given.
        uri: String,
        /// Why.
        why: String,
    },
}

/// The client that the operator knows, whose users enter its identifier and secret by hand (RFC 6749 section 2). Without a
/// secret it is a public one.
pub(crate) fn pre_registered<'a>(
    id: &str,
    secret: Option<&str>,
    redirect_uris: impl IntoIterator<Item = &'a str>,
) -> Result<Client, InvalidPreRegistration> {
    let is_printable = |text: &str| !text.is_empty() && text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if !is_printable(id) || !secret.is_none_or(is_printable) {
        return Err(InvalidPreRegistration::Characters);
    }
    let redirect_uris = redirect_uris.into_iter().map(redirect_uri).collect::<Result<Vec<_>, _>>()?;
    if redirect_uris.is_empty() {
        return Err(InvalidPreRegistration::NoRedirectUri);
    }
    let token_endpoint_auth_method = match secret {
        Some(_) => ClientAuthenticationMethod::ClientSecretPost,
        None => ClientAuthenticationMethod::None,
    };
    let metadata = ClientMetadata::bare(redirect_uris, token_endpoint_auth_method);
    let secret = secret.map(Digest::of);
    Ok(Client { id: id.to_owned(), secret, registration_access_token: None, issued_at: 0, metadata })
}

fn redirect_uri(uri: &str) -> Result<RedirectUri, InvalidPreRegistration> {
    RedirectUri::parse(uri).map_err(|error: OAuthError| InvalidPreRegistration::RedirectUri {
        uri: uri.to_owned(),
        why: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_redirect_uris_can_be_used() {
        let client = pre_registered("id", Some("secret"), DEFAULT_REDIRECT_URIS).unwrap();
        assert_eq!(client.metadata.redirect_uris.len(), 6);
        assert!(client.secret.unwrap().matches("secret"));
        assert!(!format!("{client:?}").contains("secret: Some(\"secret"));
    }

    #[test]
    fn what_cannot_be_a_client_is_refused() {
        let refused =
            |id, secret, uris: &[&'static str]| pre_registered(id, secret, uris.iter().copied()).unwrap_err();
        let uri = "https://example.com/cb";
        assert!(pre_registered("id", None, [uri]).is_ok());
        assert_eq!(refused("", None, &[uri]), InvalidPreRegistration::Characters);
        assert_eq!(refused("id", Some(""), &[uri]), InvalidPreRegistration::Characters);
        assert_eq!(refused("id", Some("ü"), &[uri]), InvalidPreRegistration::Characters);
        assert_eq!(refused("id", None, &[]), InvalidPreRegistration::NoRedirectUri);
        let told = refused("id", None, &[uri, "http://example.com/cb"]).to_string();
        assert!(told.contains("`http://example.com/cb`"), "{told}");
    }
}
