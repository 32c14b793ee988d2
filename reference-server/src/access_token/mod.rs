//! Access tokens as JSON Web Tokens (RFC 9068): signed by a key that a resource server elsewhere could verify by `jwks_uri`,
//! and looked up in the store all the same, so that a revocation is effective at once.
//!
//! Signing and verifying are `ring`'s; what stands here is the form. There are libraries for the form, and they bring either
//! a second cryptography in C or an RSA with a known timing leak.

mod jwt;
mod keys;

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, SystemTime},
};

use lru::LruCache;
use serde::{Deserialize, Serialize};

use self::{jwt::Unverified, keys::Keys};
use crate::{
    clock::seconds,
    grant::{Access, Grant},
    scope::Scope,
    secret::{Digest, Secret},
    settings::Settings,
    signing::PublishedKey,
    store::{Store, StoreError},
};

/// How many verified tokens are kept at hand.
const VERIFIED: NonZeroUsize = NonZeroUsize::new(8192).expect("not zero");

/// What an access token says (RFC 9068 section 2.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    pub(crate) iss: String,
    pub(crate) aud: String,
    pub(crate) sub: String,
    pub(crate) client_id: String,
    pub(crate) scope: Scope,
    /// Seconds since 1970, as `exp`.
    pub(crate) iat: u64,
    pub(crate) exp: u64,
    pub(crate) jti: String,
}

/// Issues access tokens, and says what one allows.
#[derive(Debug)]
pub(crate) struct AccessTokens {
    store: Arc<dyn Store>,
    keys: Keys,
    issuer: String,
    resources: Vec<String>,
    lifetime: Duration,
    /// Tokens whose signature was verified: a signature does not become wrong. All else about a token is looked at each time.
    verified: Mutex<LruCache<Digest, Arc<Claims>>>,
}

impl AccessTokens {
    pub(crate) fn new(settings: &Settings, store: Arc<dyn Store>) -> Self {
        Self {
            keys: Keys::new(settings, Arc::clone(&store)),
            store,
            issuer: settings.issuer().to_owned(),
            resources: settings.resources(),
            lifetime: settings.access_token_lifetime,
            verified: Mutex::new(LruCache::new(VERIFIED)),
        }
    }

    /// A new access token for a grant.
    pub(crate) async fn issue(
        &self,
        grant: &Grant,
        scope: &Scope,
        now: SystemTime,
    ) -> Result<Secret, StoreError> {
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: grant.resource.clone(),
            sub: grant.subject.clone(),
            client_id: grant.client_id.clone(),
            scope: scope.clone(),
            iat: seconds(now),
            exp: seconds(now + self.lifetime),
            jti: Secret::random().reveal().to_owned(),
        };
        let key = self.keys.signing_key(now).await?;
        Ok(Secret::from(jwt::sign(&key, &claims)))
    }

    /// What the token allows at this server's resources. Nothing if it is not a token of this server, is meant for another
    /// resource, has expired or was revoked (RFC 9068 section 4).
    pub(crate) async fn access(&self, token: &str, now: SystemTime) -> Result<Option<Access>, StoreError> {
        match self.claims(token, now).await? {
            Some((digest, claims)) if self.resources.contains(&claims.aud) => {
                self.store.access(digest, now).await
            }
            _ => Ok(None),
        }
    }

    /// The digest of a token that this server signed and that has not expired, and what it says.
    pub(crate) async fn claims(
        &self,
        token: &str,
        now: SystemTime,
    ) -> Result<Option<(Digest, Arc<Claims>)>, StoreError> {
        let digest = Digest::of(token);
        let known = self.verified().get(&digest).cloned();
        let is_current = |claims: &Claims| claims.iss == self.issuer && claims.exp > seconds(now);
        if let Some(claims) = known {
            return Ok(is_current(&claims).then_some((digest, claims)));
        }
        let Some(claims) = self.verify(token, now).await?.filter(is_current).map(Arc::new) else {
            return Ok(None);
        };
        self.verified().put(digest, Arc::clone(&claims));
        Ok(Some((digest, claims)))
    }

    /// The public keys by which tokens are signed.
    pub(crate) async fn published_keys(&self, now: SystemTime) -> Result<Vec<PublishedKey>, StoreError> {
        self.keys.published(now).await
    }

    async fn verify(&self, token: &str, now: SystemTime) -> Result<Option<Claims>, StoreError> {
        let Some(unverified) = Unverified::parse(token) else { return Ok(None) };
        let key = self.keys.find(unverified.kid(), now).await?;
        Ok(key.and_then(|key| unverified.verify(&key)))
    }

    fn verified(&self) -> MutexGuard<'_, LruCache<Digest, Arc<Claims>>> {
        self.verified.lock().expect("nothing panics while it holds the lock")
    }
}

/// A token for a grant, as if a client had redeemed a code for it.
#[cfg(test)]
pub(crate) async fn redeemed(application: &crate::application::Application, grant: Grant) -> Secret {
    use crate::{
        grant::{Issue, IssuedCode},
        store::Life,
    };

    let (now, scope) = (application.now(), grant.scope.clone());
    let expires = now + application.settings.access_token_lifetime;
    let token = application.access_tokens.issue(&grant, &scope, now).await.unwrap();
    let issue = Issue {
        access: token.digest(),
        access_expires: expires,
        scope,
        refresh: None,
        refresh_expires: expires,
        registration_expires: expires,
    };
    let code = Secret::random().digest();
    let holds = IssuedCode { grant, redirect_uri: None, code_challenge: String::new() };
    application.store.keep_code(code, holds, Life { now, expires }).await.unwrap();
    application.store.take_code(code, issue, now).await.unwrap();
    token
}
