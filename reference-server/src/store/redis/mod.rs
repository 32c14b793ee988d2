mod connection;
mod scripts;
#[cfg(test)]
mod tests;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use redis::{RedisError, ScriptInvocation, cmd};
use serde::{Serialize, de::DeserializeOwned};

use self::{connection::Connection, scripts::PREFIX};
use super::{Answer, Life, Redemption, Refreshable, Rotation, Store, StoreError, kept::milliseconds};
use crate::{
    client::Client,
    grant::{Access, Grant, Issue, IssuedCode, PendingRequest},
    mcp_session::McpSession,
    scope::Scope,
    secret::Digest,
    signing::PublishedKey,
    storage::RedisUrl,
};

/// A Redis, by which several processes serve as one. Each step is one command or one script.
///
/// It remembers as well as Redis does: with `appendonly yes` and `appendfsync always` everything that was answered, with
/// less what was written last may be lost, and so it may when a replica takes over. It is not for Redis Cluster, whose
/// scripts know all their keys beforehand.
#[derive(Debug)]
pub(crate) struct Redis(Connection);

impl Redis {
    pub(crate) async fn open(url: &RedisUrl) -> Result<Self, RedisError> {
        Connection::open(url).await.map(Self)
    }

    fn keep<const N: usize>(&self, name: String, life: Life, fields: [(&str, String); N]) -> Answer<'_, ()> {
        let mut keep = scripts::KEEP.key(name);
        within(&mut keep, life);
        for (field, value) in fields {
            keep.arg(field).arg(value);
        }
        self.0.run(keep)
    }

    /// A field, in JSON, of an entry that lives.
    fn field<T: DeserializeOwned>(
        &self,
        name: String,
        field: &str,
        now: SystemTime,
    ) -> Answer<'_, Option<T>> {
        let mut get = cmd("HMGET");
        get.arg(name).arg("expires").arg(field);
        let asked = self.0.ask::<(Option<u64>, Option<String>)>(get);
        Box::pin(async move {
            let (expires, value) = asked.await?;
            let value = value.filter(|_| expires.is_some_and(|expires| expires > milliseconds(now)));
            value.map(|value| from_json(&value)).transpose()
        })
    }

    fn remove(&self, name: String) -> Answer<'_, ()> {
        let mut remove = cmd("DEL");
        remove.arg(name);
        self.0.ask(remove)
    }

    /// The grant behind a token, and the scope if it is an access token.
    fn granted(&self, name: String, now: SystemTime) -> Answer<'_, Option<Granted>> {
        let mut granted = scripts::GRANTED.key(name);
        granted.arg(milliseconds(now));
        let asked = self.0.run::<Option<(String, Option<String>, Option<u64>)>>(granted);
        Box::pin(async move {
            let Some((grant, scope, rotated)) = asked.await? else { return Ok(None) };
            let scope = scope.map(|scope| from_json(&scope)).transpose()?;
            let rotated = rotated.map(|rotated| UNIX_EPOCH + Duration::from_millis(rotated));
            Ok(Some(Granted { grant: from_json(&grant)?, scope, rotated }))
        })
    }
}

/// What is behind a token: of an access token its scope, of a refresh token its first rotation.
struct Granted {
    grant: Grant,
    scope: Option<Scope>,
    rotated: Option<SystemTime>,
}

fn name(kind: &str, id: &str) -> String {
    format!("{PREFIX}{kind}:{id}")
}

fn named(kind: &str, digest: Digest) -> String {
    name(kind, &id(digest))
}

fn id(digest: Digest) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest.as_bytes())
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings and numbers are JSON")
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError(error.into()))
}

fn within(script: &mut ScriptInvocation<'_>, life: Life) {
    script.arg(milliseconds(life.now)).arg(milliseconds(life.expires));
}

/// New tokens, as `issue` in `entries.lua` takes them.
fn tokens(script: &mut ScriptInvocation<'_>, issue: &Issue) {
    script
        .arg(id(issue.access))
        .arg(milliseconds(issue.access_expires))
        .arg(json(&issue.scope))
        .arg(milliseconds(issue.registration_expires));
    if let Some(refresh) = issue.refresh {
        script.arg(id(refresh)).arg(milliseconds(issue.refresh_expires));
    }
}

/// What a script answered in a word.
fn outcome<'a, T: Copy + Send + Sync + 'a>(
    answer: Answer<'a, String>,
    words: &'a [(&str, T)],
) -> Answer<'a, T> {
    Box::pin(async move {
        let said = answer.await?;
        let known = words.iter().find(|(word, _)| *word == said).map(|(_, outcome)| *outcome);
        known.ok_or_else(|| StoreError(format!("expected one of our words, observed `{said}`").into()))
    })
}

impl Store for Redis {
    fn register(&self, client: Client, life: Life) -> Answer<'_, ()> {
        self.keep(name("client", &client.id), life, [("client", json(&client))])
    }

    fn client(&self, id: &str, now: SystemTime) -> Answer<'_, Option<Client>> {
        self.field(name("client", id), "client", now)
    }

    fn replace_client(&self, client: Client, now: SystemTime) -> Answer<'_, bool> {
        let mut replace = scripts::REPLACE_CLIENT.key(name("client", &client.id));
        replace.arg(milliseconds(now)).arg(json(&client));
        self.0.run(replace)
    }

    fn remove_client(&self, id: &str, now: SystemTime) -> Answer<'_, bool> {
        let mut remove = scripts::REMOVE_CLIENT.arg(milliseconds(now));
        remove.arg(id);
        self.0.run(remove)
    }

    fn keep_sign_in(&self, session: Digest, subject: String, life: Life) -> Answer<'_, ()> {
        self.keep(named("sign-in", session), life, [("subject", json(&subject))])
    }

    fn sign_in(&self, session: Digest, now: SystemTime) -> Answer<'_, Option<String>> {
        self.field(named("sign-in", session), "subject", now)
    }

    fn end_sign_in(&self, session: Digest) -> Answer<'_, ()> {
        self.remove(named("sign-in", session))
    }

    fn keep_ticket(
        &self,
        ticket: Digest,
        holder: Digest,
        request: PendingRequest,
        life: Life,
    ) -> Answer<'_, ()> {
        self.keep(named("ticket", ticket), life, [("holder", id(holder)), ("request", json(&request))])
    }

    fn take_ticket(
        &self,
        ticket: Digest,
        holder: Digest,
        now: SystemTime,
    ) -> Answer<'_, Option<PendingRequest>> {
        let mut take = scripts::TAKE_TICKET.key(named("ticket", ticket));
        take.arg(milliseconds(now)).arg(id(holder));
        let taken = self.0.run::<Option<String>>(take);
        Box::pin(async move { taken.await?.map(|request| from_json(&request)).transpose() })
    }

    fn keep_code(&self, code: Digest, holds: IssuedCode, life: Life) -> Answer<'_, ()> {
        let mut keep = scripts::KEEP_CODE.arg(id(code));
        within(&mut keep, life);
        keep.arg(&holds.grant.client_id).arg(json(&holds)).arg(json(&holds.grant));
        self.0.run(keep)
    }

    fn code(&self, code: Digest, now: SystemTime) -> Answer<'_, Option<IssuedCode>> {
        self.field(named("code", code), "code", now)
    }

    fn take_code(&self, code: Digest, issue: Issue, now: SystemTime) -> Answer<'_, Redemption> {
        let mut take = scripts::TAKE_CODE.arg(id(code));
        take.arg(milliseconds(now));
        tokens(&mut take, &issue);
        let words = &[
            ("redeemed", Redemption::Redeemed),
            ("replayed", Redemption::Replayed),
            ("unknown", Redemption::Unknown),
        ];
        outcome(self.0.run(take), words)
    }

    fn refreshable(&self, refresh: Digest, now: SystemTime) -> Answer<'_, Option<Refreshable>> {
        let granted = self.granted(named("refresh", refresh), now);
        Box::pin(async move {
            let granted = granted.await?;
            Ok(granted.map(|granted| Refreshable { grant: granted.grant, rotated: granted.rotated }))
        })
    }

    fn rotate(
        &self,
        refresh: Digest,
        issue: Issue,
        grace: Duration,
        now: SystemTime,
    ) -> Answer<'_, Rotation> {
        let mut rotate = scripts::ROTATE.arg(id(refresh));
        rotate.arg(milliseconds(now)).arg(u64::try_from(grace.as_millis()).unwrap_or(u64::MAX));
        tokens(&mut rotate, &issue);
        let words = &[
            ("rotated", Rotation::Rotated),
            ("replayed", Rotation::Replayed),
            ("unknown", Rotation::Unknown),
        ];
        outcome(self.0.run(rotate), words)
    }

    fn access(&self, access: Digest, now: SystemTime) -> Answer<'_, Option<Access>> {
        let granted = self.granted(named("access", access), now);
        Box::pin(async move {
            let granted = granted.await?;
            Ok(granted.and_then(|granted| Some(Access { grant: granted.grant, scope: granted.scope? })))
        })
    }

    fn revoke(&self, token: Digest, now: SystemTime) -> Answer<'_, ()> {
        let mut revoke = scripts::REVOKE.arg(id(token));
        revoke.arg(milliseconds(now));
        self.0.run(revoke)
    }

    fn publish_key(&self, key: PublishedKey, life: Life) -> Answer<'_, ()> {
        let mut publish = scripts::PUBLISH_KEY.key(format!("{PREFIX}keys"));
        within(&mut publish, life);
        publish.arg(json(&key));
        self.0.run(publish)
    }

    fn published_keys(&self, now: SystemTime) -> Answer<'_, Vec<PublishedKey>> {
        let mut range = cmd("ZRANGEBYSCORE");
        range.arg(format!("{PREFIX}keys")).arg(format!("({}", milliseconds(now))).arg("+inf");
        let published = self.0.ask::<Vec<String>>(range);
        Box::pin(async move { published.await?.iter().map(|key| from_json(key)).collect() })
    }

    fn keep_mcp_session(&self, session: Digest, holds: McpSession, life: Life) -> Answer<'_, ()> {
        self.keep(named("mcp-session", session), life, [("session", json(&holds))])
    }

    fn mcp_session(&self, session: Digest, now: SystemTime) -> Answer<'_, Option<McpSession>> {
        self.field(named("mcp-session", session), "session", now)
    }

    fn end_mcp_session(&self, session: Digest) -> Answer<'_, ()> {
        self.remove(named("mcp-session", session))
    }
}
