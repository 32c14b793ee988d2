use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, SystemTime},
};

use lru::LruCache;
use tokio::sync::RwLock;

use super::{Claims, PublishedKey, SigningKey};
use crate::{
    secret::Digest,
    store::{Life, Store, StoreError},
};

/// How many public keys and how many verified tokens are kept at hand.
const KNOWN_KEYS: NonZeroUsize = NonZeroUsize::new(64).expect("not zero");
const VERIFIED_TOKENS: NonZeroUsize = NonZeroUsize::new(8192).expect("not zero");

/// The key by which this process signs, and the public keys of all who share its store.
///
/// A process makes its own key and never lets it out: neither a file nor the store holds a private key. What others need is
/// the public half, and that is published for as long as a token that it verifies may live. So a rotation, a restart and a
/// second replica are the same thing: one more public key.
#[derive(Debug)]
pub(crate) struct Keys {
    given: Option<Arc<SigningKey>>,
    current: RwLock<Option<Current>>,
    known: Mutex<LruCache<String, PublishedKey>>,
    /// Tokens whose signature was verified: a signature does not become wrong. Everything else about a token is looked at
    /// each time.
    verified: Mutex<LruCache<Digest, Arc<Claims>>>,
}

#[derive(Clone, Debug)]
struct Current {
    key: Arc<SigningKey>,
    /// When the next one is due.
    until: SystemTime,
}

impl Keys {
    /// Signs by the given key, or by keys of its own making.
    pub(crate) fn new(given: Option<Arc<SigningKey>>) -> Self {
        Self {
            given,
            current: RwLock::default(),
            known: Mutex::new(LruCache::new(KNOWN_KEYS)),
            verified: Mutex::new(LruCache::new(VERIFIED_TOKENS)),
        }
    }

    /// The key to sign by, which is published before it signs anything.
    ///
    /// A key signs for `lifetime`, and its public half stays published until the last of its tokens, which live for
    /// `token_lifetime`, has expired.
    pub(crate) async fn signing_key(
        &self,
        store: &dyn Store,
        lifetime: Duration,
        token_lifetime: Duration,
        now: SystemTime,
    ) -> Result<Arc<SigningKey>, StoreError> {
        if let Some(key) = self.current.read().await.as_ref().and_then(|current| current.at(now)) {
            return Ok(key);
        }
        let mut current = self.current.write().await;
        if let Some(key) = current.as_ref().and_then(|current| current.at(now)) {
            return Ok(key);
        }
        let key = self.given.clone().unwrap_or_else(|| Arc::new(SigningKey::generate()));
        let until = now + lifetime;
        store
            .publish_key(key.public.clone(), Life { now, expires: until + token_lifetime })
            .await?;
        tracing::info!(kid = key.public.kid, "signing by a new key");
        *current = Some(Current { key: Arc::clone(&key), until });
        Ok(key)
    }

    /// The published key with this identifier.
    pub(super) async fn published(
        &self,
        store: &dyn Store,
        kid: &str,
        now: SystemTime,
    ) -> Result<Option<PublishedKey>, StoreError> {
        if let Some(key) = lock(&self.known).get(kid) {
            return Ok(Some(key.clone()));
        }
        let published = store.published_keys(now).await?;
        let key = published.into_iter().find(|key| key.kid == kid);
        if let Some(key) = &key {
            lock(&self.known).put(kid.to_owned(), key.clone());
        }
        Ok(key)
    }

    pub(super) fn verified(&self, token: Digest) -> Option<Arc<Claims>> {
        lock(&self.verified).get(&token).cloned()
    }

    pub(super) fn keep_verified(&self, token: Digest, claims: Arc<Claims>) {
        lock(&self.verified).put(token, claims);
    }
}

impl Current {
    fn at(&self, now: SystemTime) -> Option<Arc<SigningKey>> {
        (now < self.until).then(|| Arc::clone(&self.key))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("nothing panics while it holds the lock")
}
