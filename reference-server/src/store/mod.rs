//! What must survive between two requests, and what must hold when they race.

#[cfg(test)]
mod contract;
mod expiring;
mod kept;
mod memory;
mod redb;
mod redis;

use std::{
    error::Error,
    fmt,
    path::PathBuf,
    pin::Pin,
    sync::Arc,
    time::{Duration, SystemTime},
};

pub(crate) use self::memory::Memory;
use self::{redb::Redb, redis::Redis};
use crate::{
    client::Client,
    error::OAuthError,
    grant::{Access, Grant, Issue, IssuedCode, PendingRequest},
    mcp_session::McpSession,
    secret::Digest,
    signing::PublishedKey,
    storage::{RedisUrl, Storage},
};

/// The answer of a store, which may be on another machine.
pub(crate) type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Why a store could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file.
    #[error("cannot open the store `{path}`")]
    File {
        /// Its path.
        path: PathBuf,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// Redis.
    #[error("cannot open the store `{url}`")]
    Redis {
        /// Its URL, which is printed without its password.
        url: RedisUrl,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
}

/// Opens the store, or makes it.
pub(crate) async fn open(storage: &Storage) -> Result<Arc<dyn Store>, OpenError> {
    match storage {
        Storage::Memory => Ok(Arc::new(Memory::default())),
        Storage::File(path) => Ok(Arc::new(open_file(path.clone()).await?)),
        Storage::Redis(url) => match Redis::open(url).await {
            Ok(store) => Ok(Arc::new(store)),
            Err(source) => Err(OpenError::Redis { url: url.clone(), source: source.into() }),
        },
    }
}

/// Opens a file away from the runtime, since one that was not closed well may take long.
async fn open_file(path: PathBuf) -> Result<Redb, OpenError> {
    let place = path.clone();
    let opened = tokio::task::spawn_blocking(move || Redb::open(&path)).await;
    opened
        .expect("opening a file does not panic")
        .map_err(|source| OpenError::File { path: place, source })
}

/// The store could not answer.
#[derive(Debug, thiserror::Error)]
#[error("the store failed")]
pub(crate) struct StoreError(#[source] pub(crate) Box<dyn Error + Send + Sync>);

/// What broke inside is written to the log, and the client learns only that something did.
impl From<StoreError> for OAuthError {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = &error as &dyn Error, "the store failed");
        Self::ServerError
    }
}

/// Each method is one step that nobody can observe half done. Where two callers compete for something that exists once,
/// the method takes it and says who got it; there is no reading first and writing later.
///
/// Nothing that has expired at `now` is ever answered. What a method has answered with `Ok` stays true when the process ends
/// right after it, as far as the store is meant to outlive the process.
pub(crate) trait Store: fmt::Debug + Send + Sync + 'static {
    /// Keeps a new client. Each issue of tokens to it prolongs its life ([`Issue::registration_expires`]).
    fn register(&self, client: Client, life: Life) -> Answer<'_, ()>;

    /// The client that registered under this identifier.
    fn client(&self, id: &str, now: SystemTime) -> Answer<'_, Option<Client>>;

    /// Puts a client in the place of the one with its identifier, and says whether there was one.
    fn replace_client(&self, client: Client, now: SystemTime) -> Answer<'_, bool>;

    /// Removes a client, with all its codes, its grants and their tokens (RFC 7592 section 2.3), and says whether there was one.
    fn remove_client(&self, id: &str, now: SystemTime) -> Answer<'_, bool>;

    /// Keeps who has signed in with a browser.
    fn keep_sign_in(&self, session: Digest, subject: String, life: Life) -> Answer<'_, ()>;

    /// The subject that signed in with this browser.
    fn sign_in(&self, session: Digest, now: SystemTime) -> Answer<'_, Option<String>>;

    /// Ends a sign-in.
    fn end_sign_in(&self, session: Digest) -> Answer<'_, ()>;

    /// Keeps a request that waits for a decision, to be made in the browser that has the secret behind `holder`.
    fn keep_ticket(
        &self,
        ticket: Digest,
        holder: Digest,
        request: PendingRequest,
        life: Life,
    ) -> Answer<'_, ()>;

    /// Removes and returns the request behind a ticket: of all callers, one gets it. For another holder there is no such
    /// ticket, and it stays.
    fn take_ticket(
        &self,
        ticket: Digest,
        holder: Digest,
        now: SystemTime,
    ) -> Answer<'_, Option<PendingRequest>>;

    /// Keeps a code that was sent to a client.
    fn keep_code(&self, code: Digest, holds: IssuedCode, life: Life) -> Answer<'_, ()>;

    /// What a code is bound to, whether redeemed already or not. It never changes, so checking it before
    /// [`take_code`](Self::take_code) leaves no gap.
    fn code(&self, code: Digest, now: SystemTime) -> Answer<'_, Option<IssuedCode>>;

    /// Redeems a code for the tokens in `issue`: of all callers, one does. For everybody after it the code is a replay, and
    /// the same step that says so ends the grant, and with it every token that came from the code (RFC 6749 section 4.1.2).
    fn take_code(&self, code: Digest, issue: Issue, now: SystemTime) -> Answer<'_, Redemption>;

    /// The grant behind a refresh token, rotated already or not, as long as the grant stands.
    fn refreshable(&self, refresh: Digest, now: SystemTime) -> Answer<'_, Option<Refreshable>>;

    /// Puts the tokens in `issue` in the place of a refresh token. For `grace` after its first rotation a token can be
    /// rotated again; presented later it is taken for stolen, and the same step ends the grant (RFC 9700 section 4.14.2).
    fn rotate(&self, refresh: Digest, issue: Issue, grace: Duration, now: SystemTime)
    -> Answer<'_, Rotation>;

    /// What an access token allows.
    fn access(&self, access: Digest, now: SystemTime) -> Answer<'_, Option<Access>>;

    /// Revokes a token (RFC 7009 section 2.1): an access token alone, a refresh token with its whole grant, rotated already
    /// or not. What is neither is left alone.
    fn revoke(&self, token: Digest, now: SystemTime) -> Answer<'_, ()>;

    /// Makes a public key known to all who share this store.
    fn publish_key(&self, key: PublishedKey, life: Life) -> Answer<'_, ()>;

    /// The public keys by which access tokens that have not expired may be signed.
    fn published_keys(&self, now: SystemTime) -> Answer<'_, Vec<PublishedKey>>;

    /// Keeps an MCP session. Its identifier is a secret, and kept as its digest.
    fn keep_mcp_session(&self, session: Digest, holds: McpSession, life: Life) -> Answer<'_, ()>;

    /// An MCP session.
    fn mcp_session(&self, session: Digest, now: SystemTime) -> Answer<'_, Option<McpSession>>;

    /// Ends an MCP session.
    fn end_mcp_session(&self, session: Digest) -> Answer<'_, ()>;
}

/// From when until when something lives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Life {
    pub(crate) now: SystemTime,
    pub(crate) expires: SystemTime,
}

/// A refresh token whose grant stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refreshable {
    pub(crate) grant: Grant,
    /// When it was rotated for the first time.
    pub(crate) rotated: Option<SystemTime>,
}

/// How redeeming a code ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Redemption {
    /// The tokens are valid.
    Redeemed,
    /// The code was redeemed before; its grant is revoked.
    Replayed,
    /// There is no such code, or it has expired.
    Unknown,
}

/// How rotating a refresh token ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rotation {
    /// The new tokens are valid.
    Rotated,
    /// The token was rotated before and its grace is over; its grant is revoked.
    Replayed,
    /// There is no such token, or it has expired.
    Unknown,
}
