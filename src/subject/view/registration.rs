//! Becoming a client of the authorization server where the checks ask, not a client's walk.

use std::sync::Arc;

use suites::{
    client::Client,
    oauth::token::{ClientAuthentication, Credentials},
    obstacle::Obstacle,
    session::{Registered, Session},
};

use super::View;

impl View {
    /// A client for anyone: of a walk, or registered for the purpose by what each client would ask for.
    pub(super) async fn any_registration(&self) -> Result<Arc<Registered>, Obstacle> {
        if let Some(registered) = self.first(|walk| walk.registered.clone()).await {
            return Ok(registered);
        }
        if self.subject.brief.clients.is_empty() {
            return self.registration_without_walk().await;
        }
        self.registration_for(&self.subject.brief.clients).await
    }

    /// The client of a run in which nobody walks: the one that the user gave, or one registered for the purpose, or where
    /// the server registers none, a Claude client that names itself by its metadata document.
    async fn registration_without_walk(&self) -> Result<Arc<Registered>, Obstacle> {
        let known = |credentials, client: Client| {
            let redirect_uri =
                client.profile().registration.redirect_uri.value.of(&self.subject.brief.target);
            Arc::new(Registered { credentials, redirect_uri, exchange: None })
        };
        if let Some(credentials) = &self.subject.brief.credentials {
            return Ok(known(credentials.clone(), Client::ClaudeWeb));
        }
        let registered = self.registration_for(&Client::CLAUDE).await;
        let session: &dyn Session = self;
        let (Err(Obstacle::Step { .. }), Ok(metadata)) = (&registered, session.server_metadata().await)
        else {
            return registered;
        };
        let supported = metadata.json["client_id_metadata_document_supported"] == true;
        let methods = metadata.list("token_endpoint_auth_methods_supported").unwrap_or_default();
        let named = Client::CLAUDE.into_iter().find_map(|client| {
            let document = client.profile().registration.metadata_document.value;
            let url = document.url(supported, methods.contains(&"none"), None)?;
            Some(known(Credentials::public(url), client))
        });
        named.map_or(registered, Ok)
    }

    /// A client registered by what the first of `clients` would ask for that is accepted.
    async fn registration_for(&self, clients: &[Client]) -> Result<Arc<Registered>, Obstacle> {
        let session: &dyn Session = self;
        let mut obstacle = Obstacle::step("registration", "no client was played");
        for client in clients {
            let redirect_uri =
                client.profile().registration.redirect_uri.value.of(&self.subject.brief.target);
            let metadata = session.client_metadata(ClientAuthentication::None, &redirect_uri).await;
            match session.register(&metadata).await {
                Ok(registered) => return Ok(registered),
                Err(reason) => obstacle = reason,
            }
        }
        Err(obstacle)
    }
}
