//! What a client does with its own registration (RFC 7592).

use serde_json::Value;
use url::Url;

use crate::{
    exchange::{Exchange, Request},
    oauth::token::Secret,
};

/// A registration that its client may read, change and delete.
#[derive(Clone, Debug)]
pub struct Managed {
    /// Its identifier.
    pub client_id: String,
    /// Where it is managed.
    pub uri: Url,
    /// The token by which it is managed, which a server may replace with each answer.
    pub token: Secret,
    /// What was asked for when it was registered.
    metadata: Value,
}

impl Managed {
    /// Reads the answer to a registration; `None` where it offers no management, or offers it at another origin: what
    /// the token opens there is not known.
    pub fn of(exchange: &Exchange) -> Option<Self> {
        let body = exchange.response.json().filter(|_| exchange.response.is_success())?;
        let text = |name: &str| body.get(name)?.as_str().filter(|text| !text.is_empty());
        let uri = Url::parse(text("registration_client_uri")?).ok()?;
        let managed = Self {
            client_id: text("client_id")?.to_owned(),
            token: Secret::new(text("registration_access_token")?),
            metadata: serde_json::from_str(&exchange.request.body).ok()?,
            uri,
        };
        (managed.uri.origin() == exchange.request.url.origin()).then_some(managed)
    }

    /// A request to where it is managed.
    pub fn request(&self, method: &str, token: Option<&str>) -> Request {
        let request = Request::new(method, self.uri.clone())
            .with("Accept", "application/json")
            .with("User-Agent", "claude-conformance");
        match token {
            Some(token) => request.with("Authorization", format!("Bearer {token}")),
            None => request,
        }
    }

    /// The request that registers it again under its identifier, changed by `change`.
    pub fn update(&self, change: impl FnOnce(&mut Value)) -> Request {
        let mut metadata = self.metadata.clone();
        metadata["client_id"] = Value::from(self.client_id.as_str());
        change(&mut metadata);
        let request = self.request("PUT", Some(self.token.reveal()));
        Request { body: metadata.to_string(), ..request.with("Content-Type", "application/json") }
    }

    /// Takes the token that an answer replaces the old one by.
    pub fn learn(&mut self, exchange: &Exchange) {
        let body = exchange.response.json().filter(|_| exchange.response.is_success());
        let token = body.as_ref().and_then(|body| body.get("registration_access_token")?.as_str());
        if let Some(token) = token.filter(|token| !token.is_empty()) {
            self.token = Secret::new(token);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::exchange::Response;

    fn registered(uri: &str) -> Option<Managed> {
        let url = Url::parse("https://server.example/register").expect("literal");
        let request = Request::post_json(url, &json!({"redirect_uris": ["https://client.example/cb"]}));
        let body =
            json!({"client_id": "a", "registration_client_uri": uri, "registration_access_token": "b"});
        let response = Response::json_with(201, &body);
        Managed::of(&Exchange { index: 0, request, response, failure: None, started_ms: 0, duration_ms: 0 })
    }

    #[test]
    fn a_token_is_shown_to_the_origin_that_issued_it_only() {
        assert!(registered("https://server.example/register/a").is_some());
        assert!(registered("https://elsewhere.example/register/a").is_none());
        assert!(registered("/register/a").is_none());
    }

    #[test]
    fn a_change_names_the_client() {
        let managed = registered("https://server.example/register/a").expect("a client");
        let request = managed.update(|metadata| metadata["scope"] = json!("x"));
        let body: Value = serde_json::from_str(&request.body).expect("JSON");
        assert_eq!(
            body,
            json!({"redirect_uris": ["https://client.example/cb"], "client_id": "a", "scope": "x"})
        );
        assert_eq!(request.headers.first("authorization"), Some("Bearer b"));
    }
}
