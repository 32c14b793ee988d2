//! The authorization endpoint and clients that name themselves by the URL of a metadata document, up to the first page.

use std::sync::Arc;

use crate::{
    check::{Shortfall, inapplicable},
    client::Client,
    edge,
    exchange::Exchange,
    oauth::token::Credentials,
    obstacle::Obstacle,
    query,
    session::{Registered, Session},
    steps::{browser_request, dead_end},
};

/// The URL of a document on a host that does not exist (RFC 6761 §6.4).
pub const NOWHERE: &str = "https://claude-conformance.invalid/client.json";

/// A client identifier that is no URL and that nobody issued.
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

impl dyn Session + '_ {
    /// Whether the metadata announces client ID metadata documents; a server that is open owes no metadata.
    pub async fn announces_documents(&self) -> Result<bool, Shortfall> {
        let metadata = self.unless_open(self.server_metadata().await).await?;
        Ok(metadata.json["client_id_metadata_document_supported"] == true)
    }

    /// The client that names itself by the document that `client` publishes; `None` where it publishes none.
    pub fn publisher(&self, client: Client) -> Option<Registered> {
        let registration = &client.profile().registration;
        let url = registration.metadata_document.value.url(true, true, None)?;
        let redirect_uri = registration.redirect_uri.value.of(self.target());
        Some(Registered { credentials: Credentials::public(url), redirect_uri, exchange: None })
    }

    /// Where the browser ends that opens an authorization request of Claude Web, under this client identifier.
    pub async fn page_for(&self, client_id: &str) -> Result<Arc<Exchange>, Obstacle> {
        let claude = self.publisher(Client::ClaudeWeb).expect("Claude Web publishes its document");
        let request = self.inspection_of(&claude).await?.with("client_id", Some(client_id));
        self.visit(browser_request(request.url)).await
    }

    /// Passes where the document of `client` is taken: the control of each request with another one.
    pub async fn takes_document_of(&self, client: Client) -> Result<Registered, Shortfall> {
        if !self.announces_documents().await? {
            return Err(inapplicable("the metadata does not announce client ID metadata documents"));
        }
        let publisher = self.publisher(client).ok_or_else(|| {
            Obstacle::unknown(format!("{} publishes no client ID metadata document", client.title()))
        })?;
        let request = self.inspection_of(&publisher).await?;
        let exchange = self.visit(browser_request(request.url)).await?;
        if refuses(&exchange)? {
            let reason = format!("the document of {}: {}", client.title(), exchange.summary());
            return Err(Obstacle::control(reason).into());
        }
        Ok(publisher)
    }

    /// Passes where Claude Web's document is taken and one that cannot be read is refused, so that a page says: accepted.
    pub async fn reads_documents(&self) -> Result<(), Shortfall> {
        self.takes_document_of(Client::ClaudeWeb).await?;
        self.refuses_unread_documents().await
    }

    /// Passes where a document that cannot be read is refused before anybody signs in.
    pub async fn refuses_unread_documents(&self) -> Result<(), Shortfall> {
        self.refuses_at_once(NOWHERE).await
    }

    /// Passes where a client that nobody knows is refused before anybody signs in.
    pub async fn knows_its_clients(&self) -> Result<(), Shortfall> {
        self.refuses_at_once(NOBODY).await
    }

    async fn refuses_at_once(&self, client_id: &str) -> Result<(), Shortfall> {
        if refuses(&*self.page_for(client_id).await?)? {
            return Ok(());
        }
        let reason = format!("before the sign-in the server does not refuse `{client_id}` either");
        Err(Obstacle::unknown(reason).into())
    }
}

/// Whether a visit ended in a refusal: nowhere, or with an error on its way back to the client. A page with 403 or 503 is
/// one too, since the control came through whatever stands in front.
///
/// # Errors
/// Where a gate is recognised, which a real browser may pass.
pub fn refuses(exchange: &Exchange) -> Result<bool, Obstacle> {
    let told = exchange.redirect().is_some_and(|target| query::value(&target, "error").is_some());
    match dead_end(exchange) {
        Err(_) if edge::gate(&exchange.response).is_none() => Ok(true),
        ended => Ok(told || ended?),
    }
}
