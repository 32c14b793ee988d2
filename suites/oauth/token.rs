//! The token request (RFC 6749 §4.1.3, §6) and its client authentication (RFC 6749 §2.3).

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use url::{Url, form_urlencoded::byte_serialize};

use crate::exchange::Request;

/// A token, a code, a secret: never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps `value` from being shown.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value, for the wire.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("…")
    }
}

/// How a client authenticates at the token endpoint (RFC 7591 §2, `token_endpoint_auth_method`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// `none`: a public client, named by `client_id` in the body.
    None,
    /// `client_secret_post`: id and secret in the body.
    Post,
    /// `client_secret_basic`: id and secret by HTTP Basic.
    Basic,
}

impl ClientAuthentication {
    /// The registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Post => "client_secret_post",
            Self::Basic => "client_secret_basic",
        }
    }

    /// The method of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::None, Self::Post, Self::Basic].into_iter().find(|method| method.name() == name)
    }
}

/// Who redeems: a client identifier with its secret, if it has one, and how it shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The client identifier.
    pub client_id: String,
    /// The client secret.
    pub client_secret: Option<Secret>,
    /// How it is shown.
    pub method: ClientAuthentication,
}

impl Credentials {
    /// A client without a secret.
    pub fn public(client_id: impl Into<String>) -> Self {
        Self { client_id: client_id.into(), client_secret: None, method: ClientAuthentication::None }
    }

    /// Adds the client authentication to the fields of a token request and builds it.
    pub fn request(&self, endpoint: Url, fields: &[(&str, &str)]) -> Request {
        let mut fields = fields.to_vec();
        let secret = self.client_secret.as_ref().map_or("", Secret::reveal);
        if self.method != ClientAuthentication::Basic {
            fields.push(("client_id", &self.client_id));
        }
        if self.method == ClientAuthentication::Post {
            fields.push(("client_secret", secret));
        }
        let request = Request::post_form(endpoint, &fields).with("Accept", "application/json");
        match self.method {
            ClientAuthentication::Basic => request.with("Authorization", basic(&self.client_id, secret)),
            _ => request,
        }
    }
}

/// HTTP Basic with both parts form-encoded first (RFC 6749 §2.3.1).
fn basic(client_id: &str, secret: &str) -> String {
    let encode = |part: &str| byte_serialize(part.as_bytes()).collect::<String>();
    format!("Basic {}", STANDARD.encode(format!("{}:{}", encode(client_id), encode(secret))))
}

/// What a token response grants (RFC 6749 §5.1), read leniently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The access token.
    pub access_token: Secret,
    /// The refresh token.
    pub refresh_token: Option<Secret>,
    /// The lifetime in seconds, where it was a number or a string of digits.
    pub expires_in: Option<u64>,
}

impl Grant {
    /// Reads a token response; `None` where it grants nothing.
    pub fn from_json(body: &Value) -> Option<Self> {
        let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let expires_in = match body.get("expires_in") {
            Some(Value::String(digits)) => digits.parse().ok(),
            Some(number) => number.as_u64(),
            None => None,
        };
        Some(Self {
            access_token: Secret::new(text("access_token")?),
            refresh_token: text("refresh_token").map(Secret::new),
            expires_in,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_is_form_encoded_first() {
        let credentials = Credentials {
            client_id: "a:b c".into(),
            client_secret: Some(Secret::new("p%+")),
            method: ClientAuthentication::Basic,
        };
        let url = Url::parse("https://server.example/token").expect("literal");
        let request = credentials.request(url, &[("grant_type", "refresh_token")]);
        let expected = format!("Basic {}", STANDARD.encode("a%3Ab+c:p%25%2B"));
        assert_eq!(request.headers.first("authorization"), Some(expected.as_str()));
        assert_eq!(request.body, "grant_type=refresh_token");
    }

    #[test]
    fn a_secret_is_never_shown() {
        assert_eq!(format!("{:?}", Secret::new("hidden")), "…");
    }
}
