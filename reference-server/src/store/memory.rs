use std::{
    future::ready,
    sync::{Mutex, MutexGuard},
    time::{Duration, SystemTime},
};

use super::{
    Answer, Life, Redemption, Refreshable, Rotation, Store,
    expiring::Expiring,
    kept::{KeptAccess, KeptCode, KeptRefresh, KeptTicket},
};
use crate::{
    client::Client,
    grant::{Access, Grant, Issue, IssuedCode, PendingRequest},
    mcp_session::McpSession,
    secret::Digest,
    signing::PublishedKey,
};

/// Everything in this process, and gone with it. One lock makes each method one step.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<Tables>);

#[derive(Debug, Default)]
struct Tables {
    clients: Expiring<String, Client>,
    sign_ins: Expiring<Digest, String>,
    tickets: Expiring<Digest, KeptTicket>,
    codes: Expiring<Digest, KeptCode>,
    /// A grant is known by the code that gave it. A token is valid while its grant is here, so removing it revokes all.
    grants: Expiring<Digest, Grant>,
    access: Expiring<Digest, KeptAccess>,
    refresh: Expiring<Digest, KeptRefresh>,
    keys: Expiring<String, PublishedKey>,
    mcp_sessions: Expiring<Digest, McpSession>,
}

impl Tables {
    fn redeem(&mut self, key: Digest, issue: Issue, now: SystemTime) -> Redemption {
        let Some(kept) = self.codes.live_mut(&key, now) else { return Redemption::Unknown };
        if kept.redeemed {
            self.grants.remove(&key);
            return Redemption::Replayed;
        }
        kept.redeemed = true;
        let grant = kept.code.grant.clone();
        self.grants.insert(key, grant, Life { now, expires: issue.access_expires });
        self.issue(key, issue, now);
        Redemption::Redeemed
    }

    fn rotate(&mut self, key: Digest, issue: Issue, grace: Duration, now: SystemTime) -> Rotation {
        let Some(kept) = self.refresh.live_mut(&key, now) else { return Rotation::Unknown };
        let grant = kept.grant;
        let first_rotated = *kept.rotated.get_or_insert(now);
        if self.grants.live(&grant, now).is_none() {
            return Rotation::Unknown;
        }
        if now > first_rotated + grace {
            self.grants.remove(&grant);
            return Rotation::Replayed;
        }
        self.issue(grant, issue, now);
        Rotation::Rotated
    }

    /// Keeps the tokens, their grant for as long as the longest-lived of them, and the client for longer.
    fn issue(&mut self, key: Digest, issue: Issue, now: SystemTime) {
        let Some(grant) = self.grants.live(&key, now) else { return };
        self.clients.extend(&grant.client_id.clone(), issue.registration_expires, now);
        self.grants.extend(&key, issue.access_expires, now);
        let life = Life { now, expires: issue.access_expires };
        self.access.insert(issue.access, KeptAccess { grant: key, scope: issue.scope }, life);
        if let Some(refresh) = issue.refresh {
            self.grants.extend(&key, issue.refresh_expires, now);
            let life = Life { now, expires: issue.refresh_expires };
            self.refresh.insert(refresh, KeptRefresh { grant: key, rotated: None }, life);
        }
    }

    fn take_ticket(&mut self, ticket: Digest, holder: Digest, now: SystemTime) -> Option<PendingRequest> {
        self.tickets.live(&ticket, now).filter(|kept| kept.holder == holder)?;
        self.tickets.take(&ticket, now).map(|kept| kept.request)
    }

    fn remove_client(&mut self, id: &str, now: SystemTime) -> bool {
        self.codes.retain(|kept| kept.code.grant.client_id != id);
        self.grants.retain(|grant| grant.client_id != id);
        self.clients.take(&id.to_owned(), now).is_some()
    }

    fn revoke(&mut self, token: Digest, now: SystemTime) {
        self.access.remove(&token);
        if let Some(kept) = self.refresh.take(&token, now) {
            self.grants.remove(&kept.grant);
        }
    }
}

impl Memory {
    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.0.lock().expect("nothing panics while it holds the lock")
    }
}

/// An answer that is there at once.
fn answer<'a, T: Send + 'a>(value: T) -> Answer<'a, T> {
    Box::pin(ready(Ok(value)))
}

impl Store for Memory {
    fn register(&self, client: Client, life: Life) -> Answer<'_, ()> {
        self.tables().clients.insert(client.id.clone(), client, life);
        answer(())
    }

    fn client(&self, id: &str, now: SystemTime) -> Answer<'_, Option<Client>> {
        answer(self.tables().clients.live(&id.to_owned(), now).cloned())
    }

    fn replace_client(&self, client: Client, now: SystemTime) -> Answer<'_, bool> {
        let mut tables = self.tables();
        let kept = tables.clients.live_mut(&client.id.clone(), now);
        answer(kept.map(|kept| *kept = client).is_some())
    }

    fn remove_client(&self, id: &str, now: SystemTime) -> Answer<'_, bool> {
        answer(self.tables().remove_client(id, now))
    }

    fn keep_sign_in(&self, session: Digest, subject: String, life: Life) -> Answer<'_, ()> {
        self.tables().sign_ins.insert(session, subject, life);
        answer(())
    }

    fn sign_in(&self, session: Digest, now: SystemTime) -> Answer<'_, Option<String>> {
        answer(self.tables().sign_ins.live(&session, now).cloned())
    }

    fn end_sign_in(&self, session: Digest) -> Answer<'_, ()> {
        self.tables().sign_ins.remove(&session);
        answer(())
    }

    fn keep_ticket(
        &self,
        ticket: Digest,
        holder: Digest,
        request: PendingRequest,
        life: Life,
    ) -> Answer<'_, ()> {
        self.tables().tickets.insert(ticket, KeptTicket { holder, request }, life);
        answer(())
    }

    fn take_ticket(
        &self,
        ticket: Digest,
        holder: Digest,
        now: SystemTime,
    ) -> Answer<'_, Option<PendingRequest>> {
        answer(self.tables().take_ticket(ticket, holder, now))
    }

    fn keep_code(&self, code: Digest, holds: IssuedCode, life: Life) -> Answer<'_, ()> {
        self.tables().codes.insert(code, KeptCode { code: holds, redeemed: false }, life);
        answer(())
    }

    fn code(&self, code: Digest, now: SystemTime) -> Answer<'_, Option<IssuedCode>> {
        answer(self.tables().codes.live(&code, now).map(|kept| kept.code.clone()))
    }

    fn take_code(&self, code: Digest, issue: Issue, now: SystemTime) -> Answer<'_, Redemption> {
        answer(self.tables().redeem(code, issue, now))
    }

    fn refreshable(&self, refresh: Digest, now: SystemTime) -> Answer<'_, Option<Refreshable>> {
        let tables = self.tables();
        answer(tables.refresh.live(&refresh, now).and_then(|kept| {
            let grant = tables.grants.live(&kept.grant, now)?.clone();
            Some(Refreshable { grant, rotated: kept.rotated })
        }))
    }

    fn rotate(
        &self,
        refresh: Digest,
        issue: Issue,
        grace: Duration,
        now: SystemTime,
    ) -> Answer<'_, Rotation> {
        answer(self.tables().rotate(refresh, issue, grace, now))
    }

    fn access(&self, access: Digest, now: SystemTime) -> Answer<'_, Option<Access>> {
        let tables = self.tables();
        answer(tables.access.live(&access, now).and_then(|kept| {
            let grant = tables.grants.live(&kept.grant, now)?.clone();
            Some(Access { grant, scope: kept.scope.clone() })
        }))
    }

    fn revoke(&self, token: Digest, now: SystemTime) -> Answer<'_, ()> {
        self.tables().revoke(token, now);
        answer(())
    }

    fn publish_key(&self, key: PublishedKey, life: Life) -> Answer<'_, ()> {
        self.tables().keys.insert(key.kid.clone(), key, life);
        answer(())
    }

    fn published_keys(&self, now: SystemTime) -> Answer<'_, Vec<PublishedKey>> {
        answer(self.tables().keys.all_live(now).cloned().collect())
    }

    fn keep_mcp_session(&self, session: Digest, holds: McpSession, life: Life) -> Answer<'_, ()> {
        self.tables().mcp_sessions.insert(session, holds, life);
        answer(())
    }

    fn mcp_session(&self, session: Digest, now: SystemTime) -> Answer<'_, Option<McpSession>> {
        answer(self.tables().mcp_sessions.live(&session, now).cloned())
    }

    fn end_mcp_session(&self, session: Digest) -> Answer<'_, ()> {
        self.tables().mcp_sessions.remove(&session);
        answer(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn memory_keeps_the_contract() {
        super::super::contract::holds(async || Memory::default()).await;
    }
}
