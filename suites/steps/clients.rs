//! Clients of the authorization server that a check becomes beside the walk's.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    check::{Shortfall, inapplicable},
    exchange::Exchange,
    oauth::token::{ClientAuthentication, Credentials, Secret},
    obstacle::Obstacle,
    session::{Registered, Session},
};

impl dyn Session + '_ {
    /// The authentication methods of the token endpoint: those that are listed, or Basic where there is no list
    /// (RFC 8414 §2).
    pub async fn authentication_methods(&self) -> Result<Vec<String>, Obstacle> {
        let metadata = self.server_metadata().await?;
        let listed = metadata.list("token_endpoint_auth_methods_supported");
        let listed = listed.unwrap_or_else(|| vec![ClientAuthentication::Basic.name()]);
        Ok(listed.into_iter().map(str::to_owned).collect())
    }

    /// Client metadata for `method` and `redirect_uri`, as few members as the clients send.
    pub async fn client_metadata(&self, method: ClientAuthentication, redirect_uri: &str) -> Value {
        let mut metadata = json!({
            "client_name": "claude-conformance",
            "redirect_uris": [redirect_uri],
            "token_endpoint_auth_method": method.name(),
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
        });
        if redirect_uri.starts_with("http:") {
            metadata["application_type"] = json!("native");
        }
        if let Some(scope) = self.scope().await {
            metadata["scope"] = json!(scope);
        }
        metadata
    }

    /// The client that these metadata become; the same metadata are registered once in a run.
    pub async fn register(&self, metadata: &Value) -> Result<Arc<Registered>, Obstacle> {
        let exchange = self.observe(self.registration_request(metadata).await?).await?;
        Ok(Arc::new(Registered::read(&exchange, metadata)?))
    }

    /// A client registered for `method` that is nobody's but the checks'.
    pub async fn spare_client(&self, method: ClientAuthentication) -> Result<Arc<Registered>, Obstacle> {
        let redirect_uri = self.profile().registration.redirect_uri.value.of(self.target());
        self.register(&self.client_metadata(method, &redirect_uri).await).await
    }

    /// A client with a secret, which it shows by the first of the methods with one that the metadata list.
    pub async fn secret_client(&self) -> Result<Arc<Registered>, Shortfall> {
        let listed = self.authentication_methods().await?;
        let methods = [ClientAuthentication::Post, ClientAuthentication::Basic];
        let method = methods.into_iter().find(|method| listed.iter().any(|name| name == method.name()));
        let method =
            method.ok_or_else(|| inapplicable("the authorization server lists no clients with a secret"))?;
        let client = self.client_for(method).await?;
        if client.credentials.client_secret.is_none() {
            return Err(inapplicable("the server gives no secret to a client that registers for one"));
        }
        Ok(client)
    }

    /// The walk's client where it authenticates by `method`, else one registered for it. The server may have given it
    /// another method.
    pub async fn client_for(&self, method: ClientAuthentication) -> Result<Arc<Registered>, Obstacle> {
        match self.registration().await {
            Ok(registered) if registered.credentials.method == method => Ok(registered),
            _ => self.spare_client(method).await,
        }
    }
}

impl Registered {
    /// Reads a registration response (RFC 7591 §3.2.1); what it leaves out is as `metadata` asked for.
    ///
    /// # Errors
    /// The obstacle where the response registers nothing, or with an authentication method that is not known here.
    pub fn read(exchange: &Arc<Exchange>, metadata: &Value) -> Result<Self, Obstacle> {
        let body = exchange.response.json().filter(|_| exchange.response.is_success()).unwrap_or_default();
        let text = |name: &str| body[name].as_str().filter(|text| !text.is_empty());
        let client_id =
            text("client_id").ok_or_else(|| Obstacle::step("registration", exchange.summary()))?;
        let asked = metadata["token_endpoint_auth_method"].as_str().unwrap_or("client_secret_basic");
        let named = text("token_endpoint_auth_method").unwrap_or(asked);
        let method = ClientAuthentication::named(named).ok_or_else(|| {
            Obstacle::step("registration", format!("the server chose the authentication method `{named}`"))
        })?;
        let client_secret = text("client_secret").map(Secret::new);
        Ok(Self {
            credentials: Credentials { client_id: client_id.into(), client_secret, method },
            redirect_uri: metadata["redirect_uris"][0].as_str().unwrap_or_default().into(),
            exchange: Some(Arc::clone(exchange)),
        })
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::exchange::{Request, Response};

    fn answered(status: u16, body: &Value) -> Arc<Exchange> {
        let url = Url::parse("https://server.example/register").expect("literal");
        Arc::new(Exchange {
            index: 0,
            request: Request::new("POST", url),
            response: Response::json_with(status, body),
            failure: None,
            started_ms: 0,
            duration_ms: 0,
        })
    }

    #[test]
    fn a_substituted_method_is_the_clients_method() {
        let asked = json!({"redirect_uris": ["https://c.example/cb"], "token_endpoint_auth_method": "none"});
        let body = json!({"client_id": "a", "client_secret": "b", "token_endpoint_auth_method": "client_secret_post"});
        let client = Registered::read(&answered(201, &body), &asked).expect("a client");
        assert_eq!(client.credentials.method, ClientAuthentication::Post);
        assert_eq!(client.redirect_uri, "https://c.example/cb");
        let silent = Registered::read(&answered(200, &json!({"client_id": "a"})), &asked).expect("a client");
        assert_eq!(silent.credentials, Credentials::public("a"));
    }

    #[test]
    fn a_refusal_is_no_client() {
        let body = json!({"client_id": "a"});
        assert!(Registered::read(&answered(400, &body), &json!({})).is_err());
        assert!(Registered::read(&answered(201, &json!({"client_id": ""})), &json!({})).is_err());
    }
}
