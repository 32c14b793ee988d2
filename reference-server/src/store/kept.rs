//! What is kept beside the values themselves.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::{
    grant::{IssuedCode, PendingRequest},
    scope::Scope,
    secret::Digest,
};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct KeptTicket {
    pub(super) holder: Digest,
    pub(super) request: PendingRequest,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct KeptCode {
    pub(super) code: IssuedCode,
    pub(super) redeemed: bool,
}

/// An access token. It is valid while its grant, known by the code that gave it, is there too.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct KeptAccess {
    pub(super) grant: Digest,
    pub(super) scope: Scope,
}

/// A refresh token, which is valid as an access token is.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct KeptRefresh {
    pub(super) grant: Digest,
    pub(super) rotated: Option<SystemTime>,
}

/// A time as a store outside of this process keeps it. What is less than a millisecond is cut off, so what expires does so
/// that much early, and never late.
pub(super) fn milliseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
