use std::{sync::Arc, time::SystemTime};

use tokio_util::sync::CancellationToken;

use crate::{
    access_token::AccessTokens,
    client::{Client, Documents, Occasion},
    error::OAuthError,
    metrics::Metrics,
    settings::Settings,
    store::Store,
};

/// What every endpoint needs.
#[derive(Debug)]
pub(crate) struct Application {
    pub(crate) settings: Settings,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) access_tokens: AccessTokens,
    documents: Documents,
    pub(crate) metrics: Metrics,
    /// Cancelled when the server is about to end.
    pub(crate) shutdown: CancellationToken,
}

impl Application {
    pub(crate) fn new(settings: Settings, store: Arc<dyn Store>) -> Self {
        let access_tokens = AccessTokens::new(&settings, Arc::clone(&store));
        let documents =
            Documents::new(settings.supplied_client_metadata.clone(), settings.client_metadata_fetch.clone());
        let (metrics, shutdown) = (Metrics::default(), CancellationToken::new());
        Self { settings, store, access_tokens, documents, metrics, shutdown }
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
        Ok(Some(client.limited_to(&settings.grantable_scopes(), settings.scopes())))
    }
}
