//! The form of a signed JSON Web Token (RFC 7519), of the type of access tokens and no other.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::signing::{Algorithm, PublishedKey, SigningKey};

/// The media type of the token, without `application/` (RFC 9068 section 2.1).
const TYPE: &str = "at+jwt";

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    typ: String,
    alg: Algorithm,
    kid: String,
}

/// A token whose signature has yet to be looked at.
pub(super) struct Unverified<'a> {
    header: Header,
    signed: &'a str,
    claims: &'a str,
    signature: Vec<u8>,
}

/// The compact serialization (RFC 7515 section 7.1).
pub(super) fn sign(key: &SigningKey, claims: &impl Serialize) -> String {
    let header = Header { typ: TYPE.to_owned(), alg: key.public.alg, kid: key.public.kid.clone() };
    let signed = format!("{}.{}", encode(&header), encode(claims));
    let signature = BASE64_URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

impl<'a> Unverified<'a> {
    /// Takes the token apart. One with another algorithm than ours does not even have a header that can be read.
    pub(super) fn parse(token: &'a str) -> Option<Self> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let (header, signature) = (decode(header)?, BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?);
        Some(Self { header, signed, claims, signature })
    }

    /// By which key it says that it is signed.
    pub(super) fn kid(&self) -> &str {
        &self.header.kid
    }

    /// What it says, if this key signed it: by the algorithm of the key and not the one that the token would like, and as an
    /// access token, so that no other JWT passes for one (RFC 8725 sections 3.1 and 3.11).
    pub(super) fn verify<T: DeserializeOwned>(&self, key: &PublishedKey) -> Option<T> {
        let is_right = is_access_token(&self.header.typ)
            && self.header.alg == key.alg
            && key.verifies(self.signed.as_bytes(), &self.signature);
        is_right.then(|| decode(self.claims)).flatten()
    }
}

/// With or without `application/` and without regard to case (RFC 9068 section 4, RFC 7515 section 4.1.9).
fn is_access_token(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ) == TYPE
}

fn encode(part: &impl Serialize) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(part).expect("strings and numbers are JSON"))
}

fn decode<T: DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn verify(token: &str, key: &PublishedKey) -> Option<Value> {
        Unverified::parse(token)?.verify(key)
    }

    /// A token with any header, signed by the key all the same.
    fn signed(key: &SigningKey, header: &Value) -> String {
        let signed = format!("{}.{}", encode(header), encode(&json!({ "sub": "demo" })));
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes())))
    }

    #[test]
    fn only_the_key_that_signed_it_verifies_it() {
        let key = SigningKey::generate();
        let claims = json!({ "sub": "demo" });
        let token = sign(&key, &claims);
        assert_eq!(Unverified::parse(&token).unwrap().kid(), key.public.kid);
        assert_eq!(verify(&token, &key.public), Some(claims));
        assert_eq!(verify(&token, &SigningKey::generate().public), None);
    }

    #[test]
    fn another_jwt_or_another_algorithm_does_not_pass() {
        let key = SigningKey::generate();
        let kid = &key.public.kid;
        for (typ, alg, passes) in [
            ("at+jwt", "ES256", true),
            ("application/AT+JWT", "ES256", true),
            ("JWT", "ES256", false),
            ("at+jwt", "RS256", false),
            ("at+jwt", "HS256", false),
            ("at+jwt", "none", false),
        ] {
            let token = signed(&key, &json!({ "typ": typ, "alg": alg, "kid": kid }));
            assert_eq!(verify(&token, &key.public).is_some(), passes, "{typ} {alg}");
        }
        assert!(verify(&signed(&key, &json!({ "alg": "ES256", "kid": kid })), &key.public).is_none());
    }
}
