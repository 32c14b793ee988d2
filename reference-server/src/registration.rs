use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE, PRAGMA},
};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    application::Application,
    client::{Client, ClientAuthenticationMethod, ClientMetadata, GrantType, ResponseType},
    clock::seconds,
    error::OAuthError,
    outcome::Outcome,
    redirect_uri::RedirectUri,
    scope::Scope,
    secret::Secret,
    settings::Settings,
    store::Life,
};

/// A client registration request (RFC 7591 section 3.1). Members that this server does not know are ignored; null counts as
/// absent.
#[derive(Debug, Deserialize)]
struct RegistrationRequest {
    redirect_uris: Option<Vec<String>>,
    token_endpoint_auth_method: Option<String>,
    grant_types: Option<Vec<String>>,
    response_types: Option<Vec<String>>,
    scope: Option<String>,
    client_name: Option<String>,
    client_uri: Option<String>,
    logo_uri: Option<String>,
    tos_uri: Option<String>,
    policy_uri: Option<String>,
    contacts: Option<Vec<String>>,
    software_id: Option<String>,
    software_version: Option<String>,
    application_type: Option<String>,
}

/// A client information response (RFC 7591 section 3.2.1): what was issued, and all metadata as registered.
#[derive(Debug, Serialize)]
struct ClientInformation<'a> {
    client_id: &'a str,
    client_id_issued_at: u64,
    #[serde(flatten)]
    secret: Option<IssuedSecret<'a>>,
    #[serde(flatten)]
    metadata: &'a ClientMetadata,
}

/// The two members that come together or not at all.
#[derive(Debug, Serialize)]
struct IssuedSecret<'a> {
    client_secret: &'a str,
    /// Zero: it does not expire.
    client_secret_expires_at: u64,
}

/// The client registration endpoint (RFC 7591 section 3), open to everybody.
pub(crate) async fn register(
    State(application): State<Arc<Application>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, OAuthError> {
    let metadata = request(&headers, &body)?.accept(&application.settings)?;
    let secret =
        (metadata.token_endpoint_auth_method != ClientAuthenticationMethod::None).then(Secret::random);
    let id = Secret::random().reveal().to_owned();
    let now = application.now();
    let client = Client {
        id,
        secret: secret.as_ref().map(Secret::digest),
        registration_access_token: None,
        issued_at: seconds(now),
        metadata,
    };
    let information = ClientInformation {
        client_id: &client.id,
        client_id_issued_at: client.issued_at,
        secret: secret
            .as_ref()
            .map(|secret| IssuedSecret { client_secret: secret.reveal(), client_secret_expires_at: 0 }),
        metadata: &client.metadata,
    };
    let no_store = [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")];
    let outcome = Outcome::ClientRegistered;
    let response = (StatusCode::CREATED, no_store, outcome, Json(information)).into_response();
    let life = Life { now, expires: now + application.settings.registration_lifetime };
    application.store.register(client, life).await?;
    Ok(response)
}

/// Reads the request. Its media type matters: a page of another origin can post text or a form here, but not JSON.
fn request(headers: &HeaderMap, body: &[u8]) -> Result<RegistrationRequest, OAuthError> {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(OAuthError::InvalidClientMetadata("expected a body of type `application/json`"));
    }
    serde_json::from_slice(body)
        .map_err(|_| OAuthError::InvalidClientMetadata("expected a JSON object of client metadata"))
}

impl RegistrationRequest {
    /// The metadata to register: what the client asked for, without what this server does not support, and with defaults
    /// for what it left out (RFC 7591 section 2). Only a request that could not lead to a usable client is refused.
    fn accept(self, settings: &Settings) -> Result<ClientMetadata, OAuthError> {
        self.demand_code()?;
        let requested =
            Scope::parse(self.scope.as_deref().unwrap_or_default()).within(&settings.grantable_scopes());
        Ok(ClientMetadata {
            redirect_uris: self.redirect_uris()?,
            token_endpoint_auth_method: self.authentication()?,
            grant_types: self.grant_types()?,
            response_types: vec![ResponseType::Code],
            scope: if requested.is_empty() { settings.scopes().clone() } else { requested },
            client_name: filled(self.client_name),
            client_uri: page(self.client_uri),
            logo_uri: page(self.logo_uri),
            tos_uri: page(self.tos_uri),
            policy_uri: page(self.policy_uri),
            contacts: self.contacts.unwrap_or_default(),
            software_id: filled(self.software_id),
            software_version: filled(self.software_version),
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
}

/// A text that says something; an empty one is not registered.
fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

/// A URL that a browser could open as a page; anything else is not registered.
fn page(url: Option<String>) -> Option<String> {
    url.filter(|url| Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn accept(request: Value) -> Result<Value, OAuthError> {
        let request: RegistrationRequest = serde_json::from_value(request).unwrap();
        request
            .accept(&Settings::new("https://example.com".parse().unwrap()).unwrap())
            .map(|accepted| json!(accepted))
    }

    #[test]
    fn what_is_left_out_gets_its_default() {
        let accepted = accept(json!({ "redirect_uris": ["https://example.com/cb"], "client_name": null }));
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
            "client_uri": "",
            "logo_uri": "javascript:alert(1)",
            "policy_uri": "https://example.com/policy",
            "application_type": "native",
            "jwks_uri": "https://example.com/jwks",
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
            let mut request = json!({ "redirect_uris": ["https://example.com/cb"] });
            request[member] = value;
            assert!(matches!(accept(request), Err(OAuthError::InvalidClientMetadata(_))), "{member}");
        }
        assert!(matches!(accept(json!({})), Err(OAuthError::InvalidRedirectUri(_))));
        assert!(matches!(accept(json!({ "redirect_uris": [] })), Err(OAuthError::InvalidRedirectUri(_))));
    }
}
