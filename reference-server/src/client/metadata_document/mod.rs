//! Client ID metadata documents: a client names itself by an https URL, and what a registration would say is read from there
//! (draft-ietf-oauth-client-id-metadata-document; MCP 2025-11-25, Authorization, Client ID Metadata Documents).

mod address;
mod cache;
mod document;
mod fetch;
mod identifier;
mod policy;
mod resolver;
mod supplied;
mod unreadable;

use std::time::SystemTime;

use cache::{Cache, Failure, Kept};
use fetch::Fetcher;
pub use policy::{FetchPolicy, InvalidAuthority};
pub use supplied::InvalidClientMetadata;
pub(crate) use supplied::Supplied;
use unreadable::Unreadable;
use url::Url;

use super::{Client, ClientMetadata};
use crate::error::OAuthError;

/// What a client is looked up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// The user is about to be asked.
    NewGrant,
    /// The user was asked before.
    ExistingGrant,
}

/// The documents that this server knows or can read.
#[derive(Debug)]
pub(crate) struct Documents {
    supplied: Supplied,
    fetcher: Fetcher,
    cache: Cache,
}

impl Documents {
    pub(crate) fn new(supplied: Supplied, policy: FetchPolicy) -> Self {
        Self { supplied, fetcher: Fetcher::new(policy), cache: Cache::default() }
    }

    /// The client that publishes its metadata at this URL. Its document is supplied, or fresh, or fetched now.
    ///
    /// If fetching fails, so does a request that begins a grant (Metadata Discovery Errors). For a grant that exists, the
    /// last document is believed for a while, so that an outage of the client does not end the sessions of its users; but
    /// not once its host has said that there is no such document, or has served something else in its place.
    pub(crate) async fn client(
        &self,
        id: &str,
        occasion: Occasion,
        now: SystemTime,
    ) -> Result<Client, OAuthError> {
        let believed = |why: Unreadable| match occasion {
            Occasion::ExistingGrant if why.is_temporary() => self.cache.believable(id, now).ok_or(why),
            _ => Err(why),
        };
        let metadata = self.metadata(id, now).await.or_else(believed).map_err(|why| why.told_of(id))?;
        // It did not register: it has no secret, and nothing to manage.
        let id = id.to_owned();
        Ok(Client { id, secret: None, registration_access_token: None, issued_at: 0, metadata })
    }

    async fn metadata(&self, id: &str, now: SystemTime) -> Result<ClientMetadata, Unreadable> {
        if let Some(metadata) = self.supplied.metadata(id).or_else(|| self.cache.fresh(id, now)) {
            return Ok(metadata);
        }
        let url = identifier::url(id)?;
        let turn = self.cache.turn(id);
        let mut last_failure = turn.lock().await;
        // Whoever had the turn before may have fetched the document, or learned that it cannot be had.
        if let Some(metadata) = self.cache.fresh(id, now) {
            return Ok(metadata);
        }
        if let Some(failure) = last_failure.as_ref().filter(|failure| failure.until > now) {
            return Err(failure.why.clone());
        }
        match self.fetch(id, &url, now).await {
            Ok(metadata) => {
                *last_failure = None;
                Ok(metadata)
            }
            Err(why) => {
                tracing::warn!(client = ?id, %why, "a client's metadata document cannot be used");
                let until = now + self.fetcher.policy.pause_after_failure;
                *last_failure = Some(Failure { why: why.clone(), until });
                Err(why)
            }
        }
    }

    /// Fetches the document and keeps it. One that is wrong is not kept (Metadata Caching), and ends the one before it.
    async fn fetch(&self, id: &str, url: &Url, now: SystemTime) -> Result<ClientMetadata, Unreadable> {
        let read = self.fetcher.fetch(url, now).await.and_then(|fetched| {
            let metadata = document::read(id, &fetched.body)?;
            Ok((metadata, fetched.lifetime))
        });
        match read {
            Ok((metadata, lifetime)) => {
                let policy = &self.fetcher.policy;
                let fresh_until = now + policy.lifetime(lifetime);
                let believed_until = fresh_until + policy.stale_lifetime;
                self.cache.keep(id, Kept { metadata: metadata.clone(), fresh_until, believed_until });
                Ok(metadata)
            }
            Err(why) => {
                if !why.is_temporary() {
                    self.cache.forget(id);
                }
                Err(why)
            }
        }
    }
}
