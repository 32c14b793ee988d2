use std::{sync::Arc, time::SystemTime};

use tokio_util::sync::CancellationToken;

use crate::{
    access_token::AccessTokens, client::Client, error::OAuthError, metrics::Metrics, settings::Settings,
    store::Store,
};

/// What every endpoint needs.
#[derive(Debug)]
pub(crate) struct Application {
    pub(crate) settings: Settings,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) access_tokens: AccessTokens,
    pub(crate) metrics: Metrics,
    /// Cancelled when the server is about to end.
    pub(crate) shutdown: CancellationToken,
}

impl Application {
    pub(crate) fn new(settings: Settings, store: Arc<dyn Store>) -> Self {
        let access_tokens = AccessTokens::new(&settings, Arc::clone(&store));
        let (metrics, shutdown) = (Metrics::default(), CancellationToken::new());
        Self { settings, store, access_tokens, metrics, shutdown }
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.settings.clock.now()
    }

    /// The client with this identifier.
    pub(crate) async fn client(&self, id: &str) -> Result<Option<Client>, OAuthError> {
        Ok(self.store.client(id, self.now()).await?)
    }
}
