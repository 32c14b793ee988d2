//! What a client may do with its own registration (RFC 7592): read it, change it, delete it.

mod deleted_client_is_gone;
mod management_comes_with_address_and_token;
mod management_needs_its_token;
mod management_token_fits_one_client;
mod management_update_keeps_the_rules;

use std::sync::Arc;

use crate::{
    check::{Shortfall, Suite},
    fault::{Answered, Asked},
    prelude::*,
    registration::{accepted, changed},
    steps::{Managed, contact::UNKNOWN_TOKEN},
};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "management",
    title: "a client manages its own registration, and no other",
    checks: &[
        &management_comes_with_address_and_token::CHECK,
        &management_needs_its_token::CHECK,
        &management_token_fits_one_client::CHECK,
        &management_update_keeps_the_rules::CHECK,
        &deleted_client_is_gone::CHECK,
    ],
};

/// The answers to whoever reads the registration of a client that is there for this alone.
struct Reads {
    managed: Managed,
    anonymous: Arc<Exchange>,
    unknown: Arc<Exchange>,
    foreign: Option<Arc<Exchange>>,
    own: Arc<Exchange>,
}

/// Reads it, in the one order that each check keeps, since the token may be another afterwards.
async fn reads(session: &dyn Session) -> Result<Reads, Shortfall> {
    let stranger = Managed::of(&*accepted(session).await?);
    let exchange = changed(session, |metadata| metadata["client_name"] = json!(MANAGED)).await?;
    let mut managed = Managed::of(&exchange)
        .ok_or_else(|| inapplicable("the server offers no management of registrations at its own origin"))?;
    let read = |token: Option<&str>| session.observe(managed.request("GET", token));
    let (anonymous, unknown) = (read(None).await?, read(Some(UNKNOWN_TOKEN)).await?);
    let foreign = match stranger.filter(|stranger| stranger.client_id != managed.client_id) {
        Some(stranger) => Some(read(Some(stranger.token.reveal())).await?),
        None => None,
    };
    let own = read(Some(managed.token.reveal())).await?;
    managed.learn(&own);
    Ok(Reads { managed, anonymous, unknown, foreign, own })
}

/// The answers to changes of that client: of nothing, of its identifier, and of its redirect URI.
struct Updates {
    plain: Arc<Exchange>,
    renamed: Arc<Exchange>,
    unencrypted: Arc<Exchange>,
}

/// Changes it after it was read.
async fn updates(session: &dyn Session) -> Result<(Managed, Updates), Shortfall> {
    let mut managed = reads(session).await?.managed;
    let plain = session.observe(managed.update(|_| ())).await?;
    managed.learn(&plain);
    let renamed = session.observe(managed.update(|metadata| metadata["client_id"] = json!(MANAGED))).await?;
    managed.learn(&renamed);
    let unencrypted = managed.update(|metadata| metadata["redirect_uris"] = json!([UNENCRYPTED]));
    let unencrypted = session.observe(unencrypted).await?;
    managed.learn(&unencrypted);
    Ok((managed, Updates { plain, renamed, unencrypted }))
}

/// The name of the client that is managed.
const MANAGED: &str = "claude-conformance (management)";
/// A redirect URI that no client may have.
const UNENCRYPTED: &str = "http://attacker.example/callback";

/// Learns which token manages which client.
fn learn_manager(answered: &mut Answered<'_>) {
    let body = answered.response.json().unwrap_or_default();
    if let Some(uri) = body["registration_client_uri"].as_str() {
        answered.memory.insert(uri.to_owned(), body["registration_access_token"].clone());
    }
}

/// Shows the right token for a request that shows a wrong one, where `heals` of whether one is shown and whether it is
/// another client's.
fn confuse_managers(asked: &mut Asked<'_>, heals: fn(shown: bool, known: bool) -> bool) {
    let Some(own) = asked.memory.get(asked.request.url.as_str()).and_then(Value::as_str) else { return };
    let shown = asked.request.headers.first("authorization").map(|value| value.replace("Bearer ", ""));
    let known = asked
        .memory
        .values()
        .any(|token| token.as_str().is_some_and(|token| Some(token) == shown.as_deref()));
    if heals(shown.is_some(), known) {
        asked.request.headers.set("authorization", format!("Bearer {own}"));
    }
}
