//! A client on its user's machine, with a callback on each name of the loopback interface.

use serde_json::{Value, json};
use url::Url;

use crate::{
    client::Client,
    oauth::token::{ClientAuthentication, Credentials},
    obstacle::Obstacle,
    session::{Registered, Session},
};

/// What is registered; the first is the client's redirect URI.
const CALLBACKS: [&str; 2] = ["http://localhost:49152/callback", "http://127.0.0.1:49152/callback"];

/// A port that is in no registration.
pub const OTHER_PORT: u16 = 53_123;

/// A redirect URI with something changed.
pub fn changed(redirect_uri: &str, change: impl FnOnce(&mut Url)) -> String {
    let Ok(mut url) = Url::parse(redirect_uri) else { return redirect_uri.into() };
    change(&mut url);
    url.into()
}

impl dyn Session + '_ {
    /// A client with a callback on `localhost` and one on `127.0.0.1` that differ in nothing else: one that is registered,
    /// or where nobody can register, Claude Code by its metadata document. `None` where the server wants neither.
    pub async fn native_client(&self) -> Result<Option<Registered>, Obstacle> {
        let metadata = self.server_metadata().await?;
        if metadata.json.get("registration_endpoint").is_none() {
            let supported = metadata.json["client_id_metadata_document_supported"] == true;
            return Ok(self.documented_client(supported));
        }
        let mut metadata = self.client_metadata(ClientAuthentication::None, CALLBACKS[0]).await;
        metadata["redirect_uris"] = json!(CALLBACKS);
        let exchange = self.observe(self.registration_request(&metadata).await?).await?;
        if (400..500).contains(&exchange.response.status) {
            return Ok(None);
        }
        let registered = Registered::read(&exchange, &metadata)?;
        let kept = exchange.response.json().unwrap_or_default()["redirect_uris"].take();
        let has = |uri: &&str| kept.as_array().is_none_or(|kept| kept.contains(&Value::from(*uri)));
        Ok(CALLBACKS.iter().all(has).then_some(registered))
    }

    fn documented_client(&self, supported: bool) -> Option<Registered> {
        let rules = &Client::ClaudeCode.profile().registration;
        let url = rules.metadata_document.value.url(supported, true, None)?;
        let redirect_uri = changed(&rules.redirect_uri.value.of(self.target()), |uri| {
            uri.set_port(None).expect("an http URL has a port");
        });
        Some(Registered { credentials: Credentials::public(url), redirect_uri, exchange: None })
    }
}
