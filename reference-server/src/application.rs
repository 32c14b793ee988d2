use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{
    access_token::{Keys, SigningKey},
    client::Client,
    error::OAuthError,
    settings::Settings,
    store::{Store, StoreError},
};

/// What every endpoint needs.
#[derive(Debug)]
pub(crate) struct Application {
    pub(crate) settings: Settings,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) keys: Keys,
}

impl Application {
    pub(crate) fn new(settings: Settings, store: Arc<dyn Store>) -> Self {
        let keys = Keys::new(settings.signing_key.clone());
        Self { settings, store, keys }
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.settings.clock.now()
    }

    /// The client with this identifier: the one that the operator knows, or one that registered.
    pub(crate) async fn client(&self, id: &str) -> Result<Option<Client>, OAuthError> {
        if let Some(known) = self.settings.pre_registered.as_ref().filter(|known| known.id == id) {
            return Ok(Some(known.clone().limited_to(self.settings.scopes())));
        }
        Ok(self.store.client(id, self.now()).await?)
    }

    /// The key to sign access tokens by.
    pub(crate) async fn signing_key(&self, now: SystemTime) -> Result<Arc<SigningKey>, StoreError> {
        let settings = &self.settings;
        let (lifetime, token_lifetime) = (settings.signing_key_lifetime, settings.access_token_lifetime);
        self.keys.signing_key(&*self.store, lifetime, token_lifetime, now).await
    }
}

/// A time as JSON has it: seconds since 1970 (RFC 7519 section 2, `NumericDate`).
pub(crate) fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
