//! What every store has to keep, as one test that each of them runs.

mod clients;
mod codes;
mod races;
mod refresh_tokens;
mod revocation;
mod sessions;

use std::time::{Duration, SystemTime};

use super::{Life, Redemption, Rotation, Store};
use crate::{
    client::{Client, ClientAuthenticationMethod, ClientMetadata},
    grant::{Grant, Issue, IssuedCode},
    redirect_uri::RedirectUri,
    scope::Scope,
    secret::{Digest, Secret},
};

const GRACE: Duration = Duration::from_secs(10);

/// Runs every test on a new store that `make` makes. The store may need the runtime while a test blocks its thread, so a
/// runtime with several threads has to be there if the store leans on it.
pub(super) async fn holds<S: Store>(make: impl AsyncFn() -> S) {
    clients::hold(&make).await;
    sessions::hold(&make).await;
    codes::hold(&make).await;
    refresh_tokens::hold(&make).await;
    revocation::hold(&make).await;
    races::hold(&make).await;
}

pub(super) fn at(second: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(second)
}

pub(super) fn life(from: u64, until: u64) -> Life {
    Life { now: at(from), expires: at(until) }
}

pub(super) fn key() -> Digest {
    Secret::random().digest()
}

fn redirect_uri() -> RedirectUri {
    RedirectUri::parse("https://example.com/cb").unwrap()
}

/// A client with this identifier.
fn client(id: &str) -> Client {
    Client {
        id: id.to_owned(),
        secret: None,
        registration_access_token: Some(key()),
        issued_at: 0,
        metadata: ClientMetadata {
            client_name: Some("“näme”\n\0".to_owned()),
            ..ClientMetadata::bare(vec![redirect_uri()], ClientAuthenticationMethod::None)
        },
    }
}

fn grant_to(client_id: &str) -> Grant {
    Grant {
        client_id: client_id.to_owned(),
        subject: "demo".to_owned(),
        scope: Scope::parse("a b"),
        resource: "https://example.com/mcp".to_owned(),
    }
}

pub(super) fn code_for(client_id: &str) -> IssuedCode {
    IssuedCode {
        grant: grant_to(client_id),
        redirect_uri: Some(redirect_uri()),
        code_challenge: "challenge".to_owned(),
    }
}

/// New tokens: access until second 100, refresh until second 1000, the client until second 2000.
pub(super) fn issue() -> Issue {
    Issue {
        access: key(),
        access_expires: at(100),
        scope: Scope::parse("a"),
        refresh: Some(key()),
        refresh_expires: at(1000),
        registration_expires: at(2000),
    }
}

/// A code for `client` that lives for 50 seconds.
async fn code(store: &impl Store) -> Digest {
    let code = key();
    store.keep_code(code, code_for("client"), life(0, 50)).await.unwrap();
    code
}

/// A code as [`code`], and the tokens it was redeemed for at second 1.
async fn redeemed(store: &impl Store) -> (Digest, Issue) {
    let (code, tokens) = (code(store).await, issue());
    assert_eq!(store.take_code(code, tokens.clone(), at(1)).await.unwrap(), Redemption::Redeemed);
    (code, tokens)
}

async fn rotate(store: &impl Store, old: &Issue, new: &Issue, now: u64) -> Rotation {
    store.rotate(old.refresh.unwrap(), new.clone(), GRACE, at(now)).await.unwrap()
}

/// Is the access token valid?
async fn is_valid(store: &impl Store, tokens: &Issue, now: u64) -> bool {
    store.access(tokens.access, at(now)).await.unwrap().is_some()
}

/// Has the grant ended for these tokens, both of them?
async fn have_ended(store: &impl Store, tokens: &Issue, now: u64) -> bool {
    let refreshable = store.refreshable(tokens.refresh.unwrap(), at(now)).await.unwrap();
    !is_valid(store, tokens, now).await
        && refreshable.is_none()
        && rotate(store, tokens, &issue(), now).await == Rotation::Unknown
}
