//! The steps that touch more than one table, each within one write transaction.

use std::time::{Duration, SystemTime};

use redb::WriteTransaction;

use super::{
    Failure,
    table::{Expiring, Writing},
};
use crate::{
    client::Client,
    grant::{Grant, Issue, IssuedCode, PendingRequest},
    mcp_session::McpSession,
    secret::Digest,
    signing::PublishedKey,
    store::{
        Life, Redemption, Rotation,
        kept::{KeptAccess, KeptCode, KeptRefresh, KeptTicket},
    },
};

pub(super) const CLIENTS: Expiring<Client> = Expiring::new("clients");
pub(super) const SIGN_INS: Expiring<String> = Expiring::new("sign-ins");
pub(super) const TICKETS: Expiring<KeptTicket> = Expiring::new("tickets");
pub(super) const CODES: Expiring<KeptCode> = Expiring::new("codes");
/// A grant is known by the code that gave it. A token is valid while its grant is here, so removing it revokes all.
pub(super) const GRANTS: Expiring<Grant> = Expiring::new("grants");
/// Which codes and grants a client has: the digest of its identifier, followed by that of the code.
const OF_CLIENT: Expiring<()> = Expiring::new("of-client");
pub(super) const ACCESS: Expiring<KeptAccess> = Expiring::new("access");
pub(super) const REFRESH: Expiring<KeptRefresh> = Expiring::new("refresh");
pub(super) const KEYS: Expiring<PublishedKey> = Expiring::new("keys");
pub(super) const MCP_SESSIONS: Expiring<McpSession> = Expiring::new("mcp-sessions");

pub(super) fn create_tables(tables: &WriteTransaction) -> Result<(), Failure> {
    CLIENTS.create(tables)?;
    SIGN_INS.create(tables)?;
    TICKETS.create(tables)?;
    CODES.create(tables)?;
    GRANTS.create(tables)?;
    OF_CLIENT.create(tables)?;
    ACCESS.create(tables)?;
    REFRESH.create(tables)?;
    KEYS.create(tables)?;
    MCP_SESSIONS.create(tables)
}

fn of_client(client_id: &str, code: &Digest) -> Vec<u8> {
    [Digest::of(client_id).as_bytes().as_slice(), code.as_bytes()].concat()
}

pub(super) fn replace_client(tables: &Writing, client: &Client, now: SystemTime) -> Result<bool, Failure> {
    let is_known = CLIENTS.live(tables, client.id.as_bytes(), now)?.is_some();
    if is_known {
        CLIENTS.replace(tables, client.id.as_bytes(), client)?;
    }
    Ok(is_known)
}

pub(super) fn remove_client(tables: &Writing, id: &str, now: SystemTime) -> Result<bool, Failure> {
    let client = Digest::of(id);
    for key in OF_CLIENT.keys(tables, client.as_bytes())? {
        let code = &key[client.as_bytes().len()..];
        CODES.remove(tables, code)?;
        GRANTS.remove(tables, code)?;
        OF_CLIENT.remove(tables, &key)?;
    }
    Ok(CLIENTS.take(tables, id.as_bytes(), now)?.is_some())
}

pub(super) fn take_ticket(
    tables: &Writing,
    ticket: Digest,
    holder: Digest,
    now: SystemTime,
) -> Result<Option<PendingRequest>, Failure> {
    let kept = TICKETS.live(tables, ticket.as_bytes(), now)?.filter(|kept| kept.holder == holder);
    if kept.is_some() {
        TICKETS.remove(tables, ticket.as_bytes())?;
    }
    Ok(kept.map(|kept| kept.request))
}

pub(super) fn keep_code(
    tables: &Writing,
    code: Digest,
    holds: &IssuedCode,
    life: Life,
) -> Result<(), Failure> {
    OF_CLIENT.insert(tables, &of_client(&holds.grant.client_id, &code), &(), life)?;
    let kept = KeptCode { code: holds.clone(), redeemed: false };
    CODES.insert(tables, code.as_bytes(), &kept, life)
}

pub(super) fn take_code(
    tables: &Writing,
    code: Digest,
    new: &Issue,
    now: SystemTime,
) -> Result<Redemption, Failure> {
    let Some(mut kept) = CODES.live(tables, code.as_bytes(), now)? else { return Ok(Redemption::Unknown) };
    if kept.redeemed {
        GRANTS.remove(tables, code.as_bytes())?;
        return Ok(Redemption::Replayed);
    }
    kept.redeemed = true;
    CODES.replace(tables, code.as_bytes(), &kept)?;
    let grant = kept.code.grant;
    GRANTS.insert(tables, code.as_bytes(), &grant, Life { now, expires: new.access_expires })?;
    issue(tables, code, &grant, new, now)?;
    Ok(Redemption::Redeemed)
}

pub(super) fn rotate(
    tables: &Writing,
    refresh: Digest,
    new: &Issue,
    grace: Duration,
    now: SystemTime,
) -> Result<Rotation, Failure> {
    let Some(mut kept) = REFRESH.live(tables, refresh.as_bytes(), now)? else { return Ok(Rotation::Unknown) };
    let Some(grant) = GRANTS.live(tables, kept.grant.as_bytes(), now)? else { return Ok(Rotation::Unknown) };
    if kept.rotated.is_some_and(|first| now > first + grace) {
        GRANTS.remove(tables, kept.grant.as_bytes())?;
        return Ok(Rotation::Replayed);
    }
    if kept.rotated.is_none() {
        kept.rotated = Some(now);
        REFRESH.replace(tables, refresh.as_bytes(), &kept)?;
    }
    issue(tables, kept.grant, &grant, new, now)?;
    Ok(Rotation::Rotated)
}

/// Keeps the tokens, their grant for as long as the longest-lived of them, and the client for longer.
fn issue(tables: &Writing, code: Digest, grant: &Grant, new: &Issue, now: SystemTime) -> Result<(), Failure> {
    let life = |expires| Life { now, expires };
    let access = KeptAccess { grant: code, scope: new.scope.clone() };
    ACCESS.insert(tables, new.access.as_bytes(), &access, life(new.access_expires))?;
    let mut last = new.access_expires;
    if let Some(refresh) = new.refresh {
        let kept = KeptRefresh { grant: code, rotated: None };
        REFRESH.insert(tables, refresh.as_bytes(), &kept, life(new.refresh_expires))?;
        last = last.max(new.refresh_expires);
    }
    GRANTS.extend(tables, code.as_bytes(), last, now)?;
    OF_CLIENT.extend(tables, &of_client(&grant.client_id, &code), last, now)?;
    CLIENTS.extend(tables, grant.client_id.as_bytes(), new.registration_expires, now)
}

pub(super) fn revoke(tables: &Writing, token: Digest, now: SystemTime) -> Result<(), Failure> {
    ACCESS.remove(tables, token.as_bytes())?;
    if let Some(kept) = REFRESH.take(tables, token.as_bytes(), now)? {
        GRANTS.remove(tables, kept.grant.as_bytes())?;
    }
    Ok(())
}
