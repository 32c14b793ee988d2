use std::{
    collections::HashMap,
    future::ready,
    sync::{Mutex, MutexGuard},
    time::{Duration, SystemTime},
};

use super::{Answer, Life, Redemption, Rotation, Store};
use crate::{
    client::Client,
    grant::{Access, AuthorizationRequest, Grant, Issue, IssuedCode},
    scope::Scope,
    secret::Digest,
};

/// Everything in this process, and gone with it. One lock makes each method one step.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<Tables>);

#[derive(Debug, Default)]
struct Tables {
    clients: HashMap<String, Client>,
    tickets: Expiring<AuthorizationRequest>,
    codes: Expiring<KeptCode>,
    /// A grant is known by the code that gave it. A token is valid while its grant is here, so removing it revokes all.
    grants: Expiring<Grant>,
    access: Expiring<KeptAccess>,
    refresh: Expiring<KeptRefresh>,
}

#[derive(Debug)]
struct KeptCode {
    code: IssuedCode,
    redeemed: bool,
}

#[derive(Debug)]
struct KeptAccess {
    grant: Digest,
    scope: Scope,
}

#[derive(Debug)]
struct KeptRefresh {
    grant: Digest,
    rotated: Option<SystemTime>,
}

impl Tables {
    fn redeem(&mut self, key: Digest, issue: Issue, now: SystemTime) -> Redemption {
        let Some(kept) = self.codes.live_mut(key, now) else { return Redemption::Unknown };
        if kept.redeemed {
            self.grants.remove(key);
            return Redemption::Replayed;
        }
        kept.redeemed = true;
        let grant = kept.code.grant.clone();
        self.grants.insert(key, grant, Life { now, expires: now });
        self.issue(key, issue, now);
        Redemption::Redeemed
    }

    fn rotate(&mut self, key: Digest, issue: Issue, grace: Duration, now: SystemTime) -> Rotation {
        let Some(kept) = self.refresh.live_mut(key, now) else { return Rotation::Unknown };
        let grant = kept.grant;
        let first_rotated = *kept.rotated.get_or_insert(now);
        if self.grants.live(grant, now).is_none() {
            return Rotation::Unknown;
        }
        if now > first_rotated + grace {
            self.grants.remove(grant);
            return Rotation::Replayed;
        }
        self.issue(grant, issue, now);
        Rotation::Rotated
    }

    /// Keeps the tokens, and their grant for as long as the longest-lived of them.
    fn issue(&mut self, grant: Digest, issue: Issue, now: SystemTime) {
        self.grants.extend(grant, issue.access_expires);
        let life = Life { now, expires: issue.access_expires };
        self.access.insert(issue.access, KeptAccess { grant, scope: issue.scope }, life);
        if let Some(refresh) = issue.refresh {
            self.grants.extend(grant, issue.refresh_expires);
            let life = Life { now, expires: issue.refresh_expires };
            self.refresh.insert(refresh, KeptRefresh { grant, rotated: None }, life);
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
    fn register(&self, client: Client) -> Answer<'_, ()> {
        self.tables().clients.insert(client.id.clone(), client);
        answer(())
    }

    fn client(&self, id: &str) -> Answer<'_, Option<Client>> {
        answer(self.tables().clients.get(id).cloned())
    }

    fn keep_ticket(&self, ticket: Digest, request: AuthorizationRequest, life: Life) -> Answer<'_, ()> {
        self.tables().tickets.insert(ticket, request, life);
        answer(())
    }

    fn take_ticket(&self, ticket: Digest, now: SystemTime) -> Answer<'_, Option<AuthorizationRequest>> {
        answer(self.tables().tickets.take(ticket, now))
    }

    fn keep_code(&self, code: Digest, holds: IssuedCode, life: Life) -> Answer<'_, ()> {
        self.tables().codes.insert(code, KeptCode { code: holds, redeemed: false }, life);
        answer(())
    }

    fn code(&self, code: Digest, now: SystemTime) -> Answer<'_, Option<IssuedCode>> {
        answer(self.tables().codes.live(code, now).map(|kept| kept.code.clone()))
    }

    fn take_code(&self, code: Digest, issue: Issue, now: SystemTime) -> Answer<'_, Redemption> {
        answer(self.tables().redeem(code, issue, now))
    }

    fn refreshable(&self, refresh: Digest, now: SystemTime) -> Answer<'_, Option<Grant>> {
        let tables = self.tables();
        let kept = tables.refresh.live(refresh, now);
        answer(kept.and_then(|kept| tables.grants.live(kept.grant, now)).cloned())
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
        answer(tables.access.live(access, now).and_then(|kept| {
            let grant = tables.grants.live(kept.grant, now)?.clone();
            Some(Access { grant, scope: kept.scope.clone() })
        }))
    }
}

/// A map that forgets. The expired are swept out whenever the map has doubled since the last sweep, so that the cost of
/// sweeping is spread evenly and the map is never more than twice as large as what lives in it.
#[derive(Debug)]
struct Expiring<V> {
    entries: HashMap<Digest, (V, SystemTime)>,
    sweep_at: usize,
}

impl<V> Default for Expiring<V> {
    fn default() -> Self {
        Self { entries: HashMap::new(), sweep_at: Self::SMALL }
    }
}

impl<V> Expiring<V> {
    const SMALL: usize = 1024;

    fn insert(&mut self, key: Digest, value: V, life: Life) {
        if self.entries.len() >= self.sweep_at {
            self.entries.retain(|_, (_, expires)| *expires > life.now);
            self.sweep_at = Self::SMALL.max(2 * self.entries.len());
        }
        self.entries.insert(key, (value, life.expires));
    }

    fn extend(&mut self, key: Digest, until: SystemTime) {
        if let Some((_, expires)) = self.entries.get_mut(&key) {
            *expires = until.max(*expires);
        }
    }

    fn live(&self, key: Digest, now: SystemTime) -> Option<&V> {
        self.entries.get(&key).filter(|(_, expires)| *expires > now).map(|(value, _)| value)
    }

    fn live_mut(&mut self, key: Digest, now: SystemTime) -> Option<&mut V> {
        self.entries.get_mut(&key).filter(|(_, expires)| *expires > now).map(|(value, _)| value)
    }

    fn take(&mut self, key: Digest, now: SystemTime) -> Option<V> {
        let (value, expires) = self.entries.remove(&key)?;
        (expires > now).then_some(value)
    }

    fn remove(&mut self, key: Digest) {
        self.entries.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn memory_keeps_the_contract() {
        super::super::contract::holds(Memory::default).await;
    }

    #[test]
    fn the_expired_are_swept_out() {
        let mut map = Expiring::default();
        let start = SystemTime::UNIX_EPOCH;
        for second in 0..100_000 {
            let now = start + Duration::from_secs(second);
            let life = Life { now, expires: now + Duration::from_mins(1) };
            map.insert(Digest::of(&second.to_string()), (), life);
        }
        assert!(map.entries.len() <= 1025, "{}", map.entries.len());
    }
}
