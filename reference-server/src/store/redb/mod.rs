mod file;
mod steps;
mod table;
#[cfg(test)]
mod tests;
mod writer;

use std::{
    error::Error,
    fmt,
    future::ready,
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime},
};

use redb::{Database, ReadTransaction, ReadableDatabase as _};

use self::{
    steps::{ACCESS, CLIENTS, CODES, GRANTS, KEYS, MCP_SESSIONS, REFRESH, SIGN_INS, TICKETS},
    writer::Writer,
};
use super::{Answer, Life, Redemption, Refreshable, Rotation, Store, StoreError, kept::KeptTicket};
use crate::{
    client::Client,
    grant::{Access, Issue, IssuedCode, PendingRequest},
    mcp_session::McpSession,
    secret::Digest,
    signing::PublishedKey,
};

type Failure = Box<dyn Error + Send + Sync>;

/// A file, which outlives the process, for one process at a time. redb makes each write transaction one step, also when the
/// process is killed in the middle of it, and answers only when it is on the disk.
pub(crate) struct Redb {
    database: Arc<Database>,
    writer: Writer,
}

impl Redb {
    /// Opens the file, or makes it. This takes its time: call it where it may.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let database = Arc::new(file::open(path)?);
        let writer = Writer::start(Arc::clone(&database))?;
        Ok(Self { database, writer })
    }

    /// Reads what was committed last. It is a walk through a few pages, most of them in memory, that waits for no writer, and
    /// so it is done on the spot.
    fn read<'a, T: Send + 'a>(
        &self,
        look: impl FnOnce(&ReadTransaction) -> Result<T, Failure>,
    ) -> Answer<'a, T> {
        let begin = || Ok(self.database.begin_read()?);
        let found = begin().and_then(|tables| look(&tables));
        Box::pin(ready(found.map_err(StoreError)))
    }
}

impl fmt::Debug for Redb {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Redb").finish_non_exhaustive()
    }
}

impl Store for Redb {
    fn register(&self, client: Client, life: Life) -> Answer<'_, ()> {
        self.writer.run(move |tables| CLIENTS.insert(tables, client.id.as_bytes(), &client, life))
    }

    fn client(&self, id: &str, now: SystemTime) -> Answer<'_, Option<Client>> {
        self.read(|tables| CLIENTS.live(tables, id.as_bytes(), now))
    }

    fn replace_client(&self, client: Client, now: SystemTime) -> Answer<'_, bool> {
        self.writer.run(move |tables| steps::replace_client(tables, &client, now))
    }

    fn remove_client(&self, id: &str, now: SystemTime) -> Answer<'_, bool> {
        let id = id.to_owned();
        self.writer.run(move |tables| steps::remove_client(tables, &id, now))
    }

    fn keep_sign_in(&self, session: Digest, subject: String, life: Life) -> Answer<'_, ()> {
        self.writer.run(move |tables| SIGN_INS.insert(tables, session.as_bytes(), &subject, life))
    }

    fn sign_in(&self, session: Digest, now: SystemTime) -> Answer<'_, Option<String>> {
        self.read(|tables| SIGN_INS.live(tables, session.as_bytes(), now))
    }

    fn end_sign_in(&self, session: Digest) -> Answer<'_, ()> {
        self.writer.run(move |tables| SIGN_INS.remove(tables, session.as_bytes()))
    }

    fn keep_ticket(
        &self,
        ticket: Digest,
        holder: Digest,
        request: PendingRequest,
        life: Life,
    ) -> Answer<'_, ()> {
        let kept = KeptTicket { holder, request };
        self.writer.run(move |tables| TICKETS.insert(tables, ticket.as_bytes(), &kept, life))
    }

    fn take_ticket(
        &self,
        ticket: Digest,
        holder: Digest,
        now: SystemTime,
    ) -> Answer<'_, Option<PendingRequest>> {
        self.writer.run(move |tables| steps::take_ticket(tables, ticket, holder, now))
    }

    fn keep_code(&self, code: Digest, holds: IssuedCode, life: Life) -> Answer<'_, ()> {
        self.writer.run(move |tables| steps::keep_code(tables, code, &holds, life))
    }

    fn code(&self, code: Digest, now: SystemTime) -> Answer<'_, Option<IssuedCode>> {
        self.read(|tables| Ok(CODES.live(tables, code.as_bytes(), now)?.map(|kept| kept.code)))
    }

    fn take_code(&self, code: Digest, issue: Issue, now: SystemTime) -> Answer<'_, Redemption> {
        self.writer.run(move |tables| steps::take_code(tables, code, &issue, now))
    }

    fn refreshable(&self, refresh: Digest, now: SystemTime) -> Answer<'_, Option<Refreshable>> {
        self.read(|tables| {
            let Some(kept) = REFRESH.live(tables, refresh.as_bytes(), now)? else { return Ok(None) };
            let grant = GRANTS.live(tables, kept.grant.as_bytes(), now)?;
            Ok(grant.map(|grant| Refreshable { grant, rotated: kept.rotated }))
        })
    }

    fn rotate(
        &self,
        refresh: Digest,
        issue: Issue,
        grace: Duration,
        now: SystemTime,
    ) -> Answer<'_, Rotation> {
        self.writer.run(move |tables| steps::rotate(tables, refresh, &issue, grace, now))
    }

    fn access(&self, access: Digest, now: SystemTime) -> Answer<'_, Option<Access>> {
        self.read(|tables| {
            let Some(kept) = ACCESS.live(tables, access.as_bytes(), now)? else { return Ok(None) };
            let grant = GRANTS.live(tables, kept.grant.as_bytes(), now)?;
            Ok(grant.map(|grant| Access { grant, scope: kept.scope }))
        })
    }

    fn revoke(&self, token: Digest, now: SystemTime) -> Answer<'_, ()> {
        self.writer.run(move |tables| steps::revoke(tables, token, now))
    }

    fn publish_key(&self, key: PublishedKey, life: Life) -> Answer<'_, ()> {
        self.writer.run(move |tables| KEYS.insert(tables, key.kid.as_bytes(), &key, life))
    }

    fn published_keys(&self, now: SystemTime) -> Answer<'_, Vec<PublishedKey>> {
        self.read(|tables| KEYS.all_live(tables, now))
    }

    fn keep_mcp_session(&self, session: Digest, holds: McpSession, life: Life) -> Answer<'_, ()> {
        self.writer
            .run(move |tables| MCP_SESSIONS.insert(tables, session.as_bytes(), &holds, life))
    }

    fn mcp_session(&self, session: Digest, now: SystemTime) -> Answer<'_, Option<McpSession>> {
        self.read(|tables| MCP_SESSIONS.live(tables, session.as_bytes(), now))
    }

    fn end_mcp_session(&self, session: Digest) -> Answer<'_, ()> {
        self.writer.run(move |tables| MCP_SESSIONS.remove(tables, session.as_bytes()))
    }
}
