use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use super::{ClientAuthenticationMethod, ClientMetadata, GrantType, ResponseType};
use crate::{error::OAuthError, redirect_uri::RedirectUri, scope::Scope};

/// How many redirect URIs a client may have. The Claude clients have one or two.
const MOST_REDIRECT_URIS: usize = 32;
/// How many contacts a client may name.
const MOST_CONTACTS: usize = 16;
/// The longest URI, in bytes; what browsers and proxies carry is not much longer.
const LONGEST_URI: usize = 2048;
/// The longest text that is no URI, in bytes.
const LONGEST_TEXT: usize = 256;

/// Client metadata as a client asks for it (RFC 7591 section 2): in a registration, in an update of one, or in its metadata
/// document.
///
/// Members that this server does not know are ignored (RFC 7591 section 2), and so is a software statement, since there is
/// nobody whose signature under it would be trusted (section 3.1.1). Null counts as absent.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct RequestedMetadata {
    pub(super) redirect_uris: Option<Vec<String>>,
    pub(super) token_endpoint_auth_method: Option<String>,
    grant_types: Option<Vec<String>>,
    response_types: Option<Vec<String>>,
    scope: Option<String>,
    pub(super) client_name: Option<String>,
    client_uri: Option<String>,
    logo_uri: Option<String>,
    tos_uri: Option<String>,
    policy_uri: Option<String>,
    contacts: Option<Vec<String>>,
    software_id: Option<String>,
    software_version: Option<String>,
    application_type: Option<String>,
}

impl RequestedMetadata {
    /// Reads the members of a JSON object.
    pub(crate) fn read(object: Map<String, Value>) -> Option<Self> {
        serde_json::from_value(Value::Object(object)).ok()
    }

    /// The metadata to register: what the client asked for, without what this server does not support, and with defaults
    /// for what it left out (RFC 7591 section 2). Only a request that could not lead to a usable client, or that is larger
    /// than any client needs, is refused. Its scope is the one asked for, still to be [limited](ClientMetadata::limited_to).
    pub(crate) fn accept(self) -> Result<ClientMetadata, OAuthError> {
        self.demand_code()?;
        self.demand_short_texts()?;
        Ok(ClientMetadata {
            redirect_uris: self.redirect_uris()?,
            token_endpoint_auth_method: self.authentication()?,
            grant_types: self.grant_types()?,
            response_types: vec![ResponseType::Code],
            scope: Scope::parse(self.scope.as_deref().unwrap_or_default()),
            client_name: text(self.client_name),
            client_uri: page(self.client_uri),
            logo_uri: page(self.logo_uri),
            tos_uri: page(self.tos_uri),
            policy_uri: page(self.policy_uri),
            contacts: self.contacts.into_iter().flatten().filter_map(|contact| text(Some(contact))).collect(),
            software_id: text(self.software_id),
            software_version: text(self.software_version),
            application_type: self.application_type.filter(|kind| matches!(kind.as_str(), "native" | "web")),
        })
    }

    fn redirect_uris(&self) -> Result<Vec<RedirectUri>, OAuthError> {
        let uris = self.redirect_uris.as_deref().unwrap_or_default();
        if uris.is_empty() {
            return Err(OAuthError::InvalidRedirectUri(
                "expected at least one redirect URI in `redirect_uris`",
            ));
        }
        if uris.len() > MOST_REDIRECT_URIS {
            return Err(OAuthError::InvalidRedirectUri("expected at most 32 redirect URIs"));
        }
        if uris.iter().any(|uri| uri.len() > LONGEST_URI) {
            return Err(OAuthError::InvalidRedirectUri("expected redirect URIs of at most 2048 bytes"));
        }
        uris.iter().map(|uri| RedirectUri::parse(uri)).collect()
    }

    /// The method asked for; `client_secret_basic` if none was (RFC 7591 section 2). There is no substitute for one that
    /// this server does not know, since the client would not use it.
    fn authentication(&self) -> Result<ClientAuthenticationMethod, OAuthError> {
        let Some(method) = &self.token_endpoint_auth_method else {
            return Ok(ClientAuthenticationMethod::ClientSecretBasic);
        };
        ClientAuthenticationMethod::parse(method).ok_or(OAuthError::InvalidClientMetadata(
            "expected `token_endpoint_auth_method` to be `none`, `client_secret_post` or `client_secret_basic`",
        ))
    }

    /// The grant types asked for that this server has; `authorization_code` if none was asked for (RFC 7591 section 2).
    fn grant_types(&self) -> Result<Vec<GrantType>, OAuthError> {
        let Some(asked) = &self.grant_types else { return Ok(vec![GrantType::AuthorizationCode]) };
        let asked: Vec<_> = asked.iter().filter_map(|name| GrantType::parse(name)).collect();
        let granted: Vec<_> =
            GrantType::SUPPORTED.into_iter().filter(|known| asked.contains(known)).collect();
        if !granted.contains(&GrantType::AuthorizationCode) {
            return Err(OAuthError::InvalidClientMetadata(
                "expected `grant_types` to include `authorization_code`",
            ));
        }
        Ok(granted)
    }

    /// The grant type needs its response type (RFC 7591 section 2.1).
    fn demand_code(&self) -> Result<(), OAuthError> {
        match &self.response_types {
            Some(types) if !types.iter().any(|name| name == "code") => {
                Err(OAuthError::InvalidClientMetadata("expected `response_types` to include `code`"))
            }
            _ => Ok(()),
        }
    }

    /// Everything here is kept for as long as the client is, and part of it is shown on every consent page.
    fn demand_short_texts(&self) -> Result<(), OAuthError> {
        let uris = [&self.client_uri, &self.logo_uri, &self.tos_uri, &self.policy_uri];
        let texts = [&self.client_name, &self.software_id, &self.software_version];
        let contacts = self.contacts.as_deref().unwrap_or_default();
        if contacts.len() > MOST_CONTACTS {
            return Err(OAuthError::InvalidClientMetadata("expected at most 16 contacts"));
        }
        if uris.into_iter().flatten().any(|uri| uri.len() > LONGEST_URI) {
            return Err(OAuthError::InvalidClientMetadata("expected URIs of at most 2048 bytes"));
        }
        if texts.into_iter().flatten().chain(contacts).any(|text| text.len() > LONGEST_TEXT) {
            return Err(OAuthError::InvalidClientMetadata("expected texts of at most 256 bytes"));
        }
        Ok(())
    }
}

/// A text that says something and reads as it is written. An empty one is not registered, and neither is one with control
/// or embedding marks, by which a name can pass for another on the consent page.
fn text(text: Option<String>) -> Option<String> {
    let turns_the_text = |char| matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_mark = |char: char| char.is_control() || turns_the_text(char);
    text.filter(|text| !text.trim().is_empty() && !text.contains(is_mark))
}

/// A URL that a browser could open as a page; anything else is not registered.
fn page(url: Option<String>) -> Option<String> {
    url.filter(|url| Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn accept(mut request: Value) -> Result<Value, OAuthError> {
        let request = RequestedMetadata::read(request.as_object_mut().unwrap().clone()).unwrap();
        let accepted = request.accept()?.limited_to(
            &Scope::parse("mcp:read mcp:write offline_access"),
            &Scope::parse("mcp:read mcp:write"),
        );
        Ok(json!(accepted))
    }

    /// A minimal request with this member.
    fn with(member: &str, value: Value) -> Value {
        let mut request = json!({ "redirect_uris": ["https://example.com/cb"] });
        request[member] = value;
        request
    }

    #[test]
    fn what_is_left_out_gets_its_default() {
        let accepted = accept(with("client_name", json!(null)));
        assert_eq!(
            accepted,
            Ok(json!({
                "redirect_uris": ["https://example.com/cb"],
                "token_endpoint_auth_method": "client_secret_basic",
                "grant_types": ["authorization_code"],
                "response_types": ["code"],
                "scope": "mcp:read mcp:write",
            }))
        );
    }

    #[test]
    fn what_is_not_supported_is_dropped() {
        let accepted = accept(json!({
            "redirect_uris": ["http://localhost:3118/callback"],
            "token_endpoint_auth_method": "none",
            "grant_types": ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer"],
            "response_types": ["code", "token"],
            "scope": "mcp:write openid",
            "client_name": "Claude Code (srv)",
            "client_name#fr": "Claude Code (serveur)",
            "client_uri": "",
            "logo_uri": "javascript:alert(1)",
            "policy_uri": "https://example.com/policy",
            "contacts": ["ops@example.com", ""],
            "software_id": "a\u{202e}b",
            "application_type": "native",
            "jwks_uri": "https://example.com/jwks",
            "software_statement": "not.a.jwt",
        }));
        assert_eq!(
            accepted,
            Ok(json!({
                "redirect_uris": ["http://localhost:3118/callback"],
                "token_endpoint_auth_method": "none",
                "grant_types": ["authorization_code", "refresh_token"],
                "response_types": ["code"],
                "scope": "mcp:write",
                "client_name": "Claude Code (srv)",
                "policy_uri": "https://example.com/policy",
                "contacts": ["ops@example.com"],
                "application_type": "native",
            }))
        );
    }

    #[test]
    fn a_client_that_could_not_work_is_refused() {
        for (member, value) in [
            ("token_endpoint_auth_method", json!("private_key_jwt")),
            ("grant_types", json!(["client_credentials"])),
            ("response_types", json!(["token"])),
        ] {
            let refused = accept(with(member, value));
            assert!(matches!(refused, Err(OAuthError::InvalidClientMetadata(_))), "{member}");
        }
        for uris in [json!(null), json!([])] {
            let refused = accept(with("redirect_uris", uris));
            assert!(matches!(refused, Err(OAuthError::InvalidRedirectUri(_))));
        }
    }

    #[test]
    fn a_request_has_a_largest_size() {
        let uri = |length: usize| format!("https://example.com/{}", "x".repeat(length - 20));
        for (member, largest, too_large) in [
            ("redirect_uris", json!(vec![uri(30); 32]), json!(vec![uri(30); 33])),
            ("redirect_uris", json!([uri(2048)]), json!([uri(2049)])),
            ("client_uri", json!(uri(2048)), json!(uri(2049))),
            ("client_name", json!("x".repeat(256)), json!("x".repeat(257))),
            ("software_version", json!("x".repeat(256)), json!("x".repeat(257))),
            ("contacts", json!(vec!["x"; 16]), json!(vec!["x"; 17])),
            ("contacts", json!(["x".repeat(256)]), json!(["x".repeat(257)])),
        ] {
            assert_eq!(accept(with(member, largest.clone())).unwrap()[member], largest);
            let code = accept(with(member, too_large)).unwrap_err().code();
            let expected =
                if member == "redirect_uris" { "invalid_redirect_uri" } else { "invalid_client_metadata" };
            assert_eq!(code, expected, "{member}");
        }
    }
}
