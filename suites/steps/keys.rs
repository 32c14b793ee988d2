//! The keys that the authorization server publishes (RFC 7517).

use std::sync::Arc;

use serde_json::Value;

use crate::{exchange::Exchange, obstacle::Obstacle, session::Session, steps::Document};

/// A JSON Web Key Set that was found, with the exchange that found it.
#[derive(Clone, Debug)]
pub struct KeySet {
    /// The keys.
    pub keys: Vec<Value>,
    /// Where they came from.
    pub exchange: Arc<Exchange>,
}

impl dyn Session + '_ {
    /// The keys at the `jwks_uri` of `metadata`; `None` where it names none.
    pub async fn key_set(&self, metadata: &Document) -> Result<Option<KeySet>, Obstacle> {
        let Some(url) = metadata.url("jwks_uri") else { return Ok(None) };
        let exchange = self.observe(self.metadata_request(url)).await?;
        let body = exchange.response.json().filter(|_| exchange.response.is_success());
        let keys = body.as_ref().and_then(|body| body.get("keys")?.as_array().cloned());
        let keys = keys.ok_or_else(|| Obstacle::step("the request for the keys", exchange.summary()))?;
        Ok(Some(KeySet { keys, exchange }))
    }
}
