//! What must survive between two requests, and what must hold when they race.

#[cfg(test)]
mod contract;
mod memory;

use std::{
    error::Error,
    fmt,
    pin::Pin,
    time::{Duration, SystemTime},
};

pub(crate) use memory::Memory;

use crate::{
    client::Client,
    error::OAuthError,
    grant::{Access, AuthorizationRequest, Grant, Issue, IssuedCode},
    secret::Digest,
};

/// The answer of a store, which may be on another machine.
pub(crate) type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

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
/// Nothing that has expired at `now` is ever answered.
pub(crate) trait Store: fmt::Debug + Send + Sync + 'static {
    /// Keeps a new client.
    fn register(&self, client: Client) -> Answer<'_, ()>;

    /// The client with this identifier.
    fn client(&self, id: &str) -> Answer<'_, Option<Client>>;

    /// Keeps a request that waits for the user's decision.
    fn keep_ticket(&self, ticket: Digest, request: AuthorizationRequest, life: Life) -> Answer<'_, ()>;

    /// Removes and returns the request behind a ticket: of all callers, one gets it.
    fn take_ticket(&self, ticket: Digest, now: SystemTime) -> Answer<'_, Option<AuthorizationRequest>>;

    /// Keeps a code that was sent to a client.
    fn keep_code(&self, code: Digest, holds: IssuedCode, life: Life) -> Answer<'_, ()>;

    /// What a code is bound to, whether redeemed already or not. It never changes, so checking it before
    /// [`take_code`](Self::take_code) leaves no gap.
    fn code(&self, code: Digest, now: SystemTime) -> Answer<'_, Option<IssuedCode>>;

    /// Redeems a code for the tokens in `issue`: of all callers, one does. For everybody after it the code is a replay, and
    /// the same step that says so ends the grant, and with it every token that came from the code (RFC 6749 section 4.1.2).
    fn take_code(&self, code: Digest, issue: Issue, now: SystemTime) -> Answer<'_, Redemption>;

    /// The grant behind a refresh token, rotated already or not, as long as the grant stands.
    fn refreshable(&self, refresh: Digest, now: SystemTime) -> Answer<'_, Option<Grant>>;

    /// Puts the tokens in `issue` in the place of a refresh token. For `grace` after its first rotation a token can be
    /// rotated again; presented later it is taken for stolen, and the same step ends the grant (RFC 9700 section 4.14.2).
    fn rotate(&self, refresh: Digest, issue: Issue, grace: Duration, now: SystemTime)
    -> Answer<'_, Rotation>;

    /// What an access token allows.
    fn access(&self, access: Digest, now: SystemTime) -> Answer<'_, Option<Access>>;
}

/// From when until when something lives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Life {
    pub(crate) now: SystemTime,
    pub(crate) expires: SystemTime,
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
