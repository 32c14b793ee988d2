use std::{
    num::NonZeroUsize,
    sync::Arc,
    time::{Duration, SystemTime},
};

use lru::LruCache;
use tokio::sync::{Mutex, RwLock};

use crate::{
    settings::Settings,
    signing::{PublishedKey, SigningKey},
    store::{Life, Store, StoreError},
};

/// How many public keys are kept at hand.
const KNOWN: NonZeroUsize = NonZeroUsize::new(64).expect("not zero");

/// The key by which this process signs, and the public keys of all who share its store.
///
/// A process makes its own key and never lets it out: neither a file nor the store holds a private key. What others need is
/// the public half, and that is published for as long as a token that it verifies may live. So a rotation, a restart and a
/// second replica are the same thing: one more public key.
#[derive(Debug)]
pub(super) struct Keys {
    store: Arc<dyn Store>,
    given: Option<Arc<SigningKey>>,
    /// How long a key signs.
    lifetime: Duration,
    /// How long what it signed may live.
    token_lifetime: Duration,
    current: RwLock<Option<Current>>,
    known: Mutex<LruCache<String, PublishedKey>>,
}

#[derive(Clone, Debug)]
struct Current {
    key: Arc<SigningKey>,
    /// When the next one is due.
    until: SystemTime,
}

impl Keys {
    pub(super) fn new(settings: &Settings, store: Arc<dyn Store>) -> Self {
        Self {
            store,
            given: settings.signing_key.clone(),
            lifetime: settings.signing_key_lifetime,
            token_lifetime: settings.access_token_lifetime,
            current: RwLock::default(),
            known: Mutex::new(LruCache::new(KNOWN)),
        }
    }

    /// The key to sign by, which is published before it signs anything, and until the last of what it signed has expired.
    pub(super) async fn signing_key(&self, now: SystemTime) -> Result<Arc<SigningKey>, StoreError> {
        if let Some(key) = self.current.read().await.as_ref().and_then(|current| current.at(now)) {
            return Ok(key);
        }
        let mut current = self.current.write().await;
        if let Some(key) = current.as_ref().and_then(|current| current.at(now)) {
            return Ok(key);
        }
        let key = self.given.clone().unwrap_or_else(|| Arc::new(SigningKey::generate()));
        let until = now + self.lifetime;
        let life = Life { now, expires: until + self.token_lifetime };
        self.store.publish_key(key.public.clone(), life).await?;
        tracing::info!(kid = key.public.kid, "signing by a new key");
        *current = Some(Current { key: Arc::clone(&key), until });
        Ok(key)
    }

    /// The public keys of all who share the store, this process among them.
    pub(super) async fn published(&self, now: SystemTime) -> Result<Vec<PublishedKey>, StoreError> {
        self.signing_key(now).await?;
        self.store.published_keys(now).await
    }

    /// The published key with this identifier.
    pub(super) async fn find(&self, kid: &str, now: SystemTime) -> Result<Option<PublishedKey>, StoreError> {
        if let Some(key) = self.known.lock().await.get(kid) {
            return Ok(Some(key.clone()));
        }
        let published = self.store.published_keys(now).await?;
        let key = published.into_iter().find(|key| key.kid == kid);
        if let Some(key) = &key {
            self.known.lock().await.put(kid.to_owned(), key.clone());
        }
        Ok(key)
    }
}

impl Current {
    fn at(&self, now: SystemTime) -> Option<Arc<SigningKey>> {
        (now < self.until).then(|| Arc::clone(&self.key))
    }
}
