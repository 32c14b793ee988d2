//! Access tokens as JSON Web Tokens (RFC 9068): signed by a key that a resource server elsewhere could verify by `jwks_uri`,
//! and looked up in the store all the same, so that a revocation is effective at once.
//!
//! Signing and verifying are `ring`'s; what stands here is the form. There are libraries for the form, and they bring either
//! a second cryptography in C or an RSA with a known timing leak.

mod key;
mod keys;

use std::{sync::Arc, time::SystemTime};

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde::{Deserialize, Serialize};

use self::key::Algorithm;
pub use self::key::InvalidSigningKey;
pub(crate) use self::{
    key::{PublishedKey, SigningKey},
    keys::Keys,
};
use crate::{
    application::{Application, seconds},
    grant::{Access, Grant},
    scope::Scope,
    secret::{Digest, Secret},
    store::StoreError,
};

/// The media type of the token, without `application/` (RFC 9068 section 2.1).
const TYPE: &str = "at+jwt";

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    typ: String,
    alg: Algorithm,
    kid: String,
}

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

/// A new access token for a grant.
pub(crate) async fn issue(
    application: &Application,
    grant: &Grant,
    scope: &Scope,
    now: SystemTime,
) -> Result<Secret, StoreError> {
    let settings = &application.settings;
    let claims = Claims {
        iss: settings.issuer().to_owned(),
        aud: grant.resource.clone(),
        sub: grant.subject.clone(),
        client_id: grant.client_id.clone(),
        scope: scope.clone(),
        iat: seconds(now),
        exp: seconds(now + settings.access_token_lifetime),
        jti: Secret::random().reveal().to_owned(),
    };
    let key = application.signing_key(now).await?;
    Ok(Secret::from(sign(&key, &claims)))
}

/// The compact serialization (RFC 7515 section 7.1).
fn sign(key: &SigningKey, claims: &Claims) -> String {
    let header = Header { typ: TYPE.to_owned(), alg: key.public.alg, kid: key.public.kid.clone() };
    let signed = format!("{}.{}", encode(&header), encode(claims));
    let signature = BASE64_URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

/// What the token allows at this server's resources. Nothing if it is not a token of this server, is meant for another
/// resource, has expired or was revoked (RFC 9068 section 4).
pub(crate) async fn access(
    application: &Application,
    token: &str,
    now: SystemTime,
) -> Result<Option<Access>, StoreError> {
    let Some((key, claims)) = claims(application, token, now).await? else { return Ok(None) };
    if !application.settings.is_resource(&claims.aud) {
        return Ok(None);
    }
    application.store.access(key, now).await
}

/// The digest of a token that this server signed and that has not expired, and what it says.
pub(crate) async fn claims(
    application: &Application,
    token: &str,
    now: SystemTime,
) -> Result<Option<(Digest, Arc<Claims>)>, StoreError> {
    let digest = Digest::of(token);
    let claims = match application.keys.verified(digest) {
        Some(claims) => claims,
        None => match verify(application, token, now).await? {
            Some(claims) => Arc::new(claims),
            None => return Ok(None),
        },
    };
    if claims.iss != application.settings.issuer() || claims.exp <= seconds(now) {
        return Ok(None);
    }
    application.keys.keep_verified(digest, Arc::clone(&claims));
    Ok(Some((digest, claims)))
}

/// Reads a token whose signature is right: of the type of access tokens, so that no other JWT passes for one, and by the
/// algorithm of the key and not the one that the token would like (RFC 8725 sections 3.1 and 3.11).
async fn verify(
    application: &Application,
    token: &str,
    now: SystemTime,
) -> Result<Option<Claims>, StoreError> {
    let Some((signed, signature)) = token.rsplit_once('.') else { return Ok(None) };
    let Some((header, claims)) = signed.split_once('.') else { return Ok(None) };
    let (Some(header), Ok(signature)) = (decode::<Header>(header), BASE64_URL_SAFE_NO_PAD.decode(signature))
    else {
        return Ok(None);
    };
    let Some(key) = application.keys.published(&*application.store, &header.kid, now).await? else {
        return Ok(None);
    };
    let is_right =
        is_access_token(&header.typ) && header.alg == key.alg && key.verifies(signed.as_bytes(), &signature);
    Ok(decode::<Claims>(claims).filter(|_| is_right))
}

/// With or without `application/` and without regard to case (RFC 9068 section 4, RFC 7515 section 4.1.9).
fn is_access_token(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ) == TYPE
}

fn encode(part: &impl Serialize) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(part).expect("strings and numbers are JSON"))
}

fn decode<T: for<'a> Deserialize<'a>>(part: &str) -> Option<T> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// A token for a grant, as if a client had redeemed a code for it.
#[cfg(test)]
pub(crate) async fn redeemed(application: &Application, grant: Grant) -> Secret {
    use crate::{
        grant::{Issue, IssuedCode},
        store::Life,
    };

    let (now, scope) = (application.now(), grant.scope.clone());
    let expires = now + application.settings.access_token_lifetime;
    let token = issue(application, &grant, &scope, now).await.unwrap();
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
