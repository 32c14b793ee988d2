use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{
    access_token::{Keys, SigningKey},
    client::{Client, Documents, Occasion},
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
    documents: Documents,
}

impl Application {
    pub(crate) fn new(settings: Settings, store: Arc<dyn Store>) -> Self {
        let keys = Keys::new(settings.signing_key.clone());
        let (supplied, policy) =
            (settings.supplied_client_metadata.clone(), settings.client_metadata_fetch.clone());
        Self { settings, store, keys, documents: Documents::new(supplied, policy) }
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.settings.clock.now()
    }

    /// The client with this identifier that asks for something new: the one that the operator knows, one that publishes its
    /// metadata, or one that registered.
    pub(crate) async fn client(&self, id: &str) -> Result<Option<Client>, OAuthError> {
        self.find_client(id, Occasion::NewGrant).await
    }

    /// As [`client`](Self::client), for one that returns with a code or a token. What a user granted does not end because the
    /// client's metadata document cannot be had for the moment.
    pub(crate) async fn returning_client(&self, id: &str) -> Result<Option<Client>, OAuthError> {
        self.find_client(id, Occasion::ExistingGrant).await
    }

    async fn find_client(&self, id: &str, occasion: Occasion) -> Result<Option<Client>, OAuthError> {
        let settings = &self.settings;
        let client = if let Some(known) = settings.pre_registered.as_ref().filter(|known| known.id == id) {
            known.clone()
        } else if settings.client_id_metadata_documents && id.starts_with("https://") {
            // No identifier that this server makes begins so.
            self.documents.client(id, occasion, self.now()).await?
        } else {
            return Ok(self.store.client(id, self.now()).await?);
        };
        Ok(Some(client.limited_to(settings.scopes())))
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
