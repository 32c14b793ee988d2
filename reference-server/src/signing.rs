use std::fmt;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use ring::{
    rand::SystemRandom,
    rsa::{KeyPair as RsaKeyPair, PublicKeyComponents},
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
        RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey,
    },
};
use rustls::pki_types::{PrivatePkcs8KeyDer, pem::PemObject as _};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// The algorithms by which this server signs and verifies (RFC 7518 section 3.1). Those with a shared secret, and `none`, are
/// not among them: a verifier that knew them could be talked into using a public key as a secret (RFC 8725 section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Algorithm {
    #[serde(rename = "ES256")]
    Es256,
    #[serde(rename = "RS256")]
    Rs256,
}

/// A public key as a JSON Web Key (RFC 7517 section 4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PublishedKey {
    /// Its thumbprint (RFC 7638), so that two keys never share one.
    pub(crate) kid: String,
    #[serde(rename = "use")]
    usage: Usage,
    pub(crate) alg: Algorithm,
    #[serde(flatten)]
    material: Material,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Usage {
    #[serde(rename = "sig")]
    Signature,
}

/// What the key is made of (RFC 7518 sections 6.2.1 and 6.3.1), each number in base64url.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kty")]
enum Material {
    #[serde(rename = "EC")]
    Curve { crv: Curve, x: String, y: String },
    #[serde(rename = "RSA")]
    Rsa { n: String, e: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Curve {
    #[serde(rename = "P-256")]
    P256,
}

impl PublishedKey {
    fn new(alg: Algorithm, material: Material) -> Self {
        let kid = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(material.canonical()));
        Self { kid, usage: Usage::Signature, alg, material }
    }

    /// Did this key make the signature over the message?
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.material
            .verifies(message, signature)
            .is_some_and(|verification| verification.is_ok())
    }
}

impl Material {
    /// The required members in the order of their names, without spaces (RFC 7638 section 3).
    fn canonical(&self) -> String {
        match self {
            Self::Curve { crv, x, y } => json!({ "crv": crv, "kty": "EC", "x": x, "y": y }).to_string(),
            Self::Rsa { n, e } => json!({ "e": e, "kty": "RSA", "n": n }).to_string(),
        }
    }

    /// Nothing if the numbers are not base64url.
    fn verifies(&self, message: &[u8], signature: &[u8]) -> Option<Result<(), ring::error::Unspecified>> {
        let number = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).ok();
        Some(match self {
            Self::Curve { crv: Curve::P256, x, y } => {
                let point = [vec![UNCOMPRESSED], number(x)?, number(y)?].concat();
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature)
            }
            Self::Rsa { n, e } => PublicKeyComponents { n: number(n)?, e: number(e)? }.verify(
                &RSA_PKCS1_2048_8192_SHA256,
                message,
                signature,
            ),
        })
    }
}

/// The first byte of a point that is written with both its coordinates (SEC 1 section 2.3.3).
const UNCOMPRESSED: u8 = 4;

/// A private key, and the public one that belongs to it.
pub(crate) struct SigningKey {
    private: Private,
    pub(crate) public: PublishedKey,
}

enum Private {
    Curve(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

/// The file holds no key by which this server can sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected a private key in PEM and PKCS #8 (`BEGIN PRIVATE KEY`), P-256 or RSA with 2048 bits or more"
)]
pub struct InvalidSigningKey;

impl SigningKey {
    /// A new P-256 key.
    pub(crate) fn generate() -> Self {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .expect("the system has randomness");
        Self::curve(document.as_ref()).expect("a key that was just made is a key")
    }

    /// The key of a PEM file: ES256 or RS256, as the key is. RFC 9068 section 2.1 wants RS256 supported.
    pub(crate) fn from_pem(pem: &[u8]) -> Result<Self, InvalidSigningKey> {
        let document = PrivatePkcs8KeyDer::from_pem_slice(pem).map_err(|_| InvalidSigningKey)?;
        let document = document.secret_pkcs8_der();
        Self::curve(document).or_else(|| Self::rsa(document)).ok_or(InvalidSigningKey)
    }

    fn curve(document: &[u8]) -> Option<Self> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document, &SystemRandom::new())
            .ok()?;
        let (x, y) = pair.public_key().as_ref().strip_prefix(&[UNCOMPRESSED])?.split_at(32);
        let (x, y) = (BASE64_URL_SAFE_NO_PAD.encode(x), BASE64_URL_SAFE_NO_PAD.encode(y));
        let public = PublishedKey::new(Algorithm::Es256, Material::Curve { crv: Curve::P256, x, y });
        Some(Self { private: Private::Curve(pair), public })
    }

    fn rsa(document: &[u8]) -> Option<Self> {
        let pair = RsaKeyPair::from_pkcs8(document).ok()?;
        let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(pair.public());
        let (n, e) = (BASE64_URL_SAFE_NO_PAD.encode(n), BASE64_URL_SAFE_NO_PAD.encode(e));
        let public = PublishedKey::new(Algorithm::Rs256, Material::Rsa { n, e });
        Some(Self { private: Private::Rsa(pair), public })
    }

    /// The signature over a message (RFC 7518 sections 3.3 and 3.4).
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.private {
            Private::Curve(pair) => {
                pair.sign(&random, message).expect("the system has randomness").as_ref().to_vec()
            }
            Private::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .expect("the signature is as long as the modulus");
                signature
            }
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("SigningKey").field(&self.public.kid).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made for this test by `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048`; it protects nothing.
    const RSA: &str = include_str!("../tests/data/rsa-2048.pem");

    #[test]
    fn each_algorithm_verifies_what_it_signed_and_nothing_else() {
        let keys = [SigningKey::generate(), SigningKey::from_pem(RSA.as_bytes()).unwrap()];
        assert_eq!(keys.each_ref().map(|key| key.public.alg), [Algorithm::Es256, Algorithm::Rs256]);
        for key in &keys {
            let signature = key.sign(b"message");
            assert!(key.public.verifies(b"message", &signature));
            assert!(!key.public.verifies(b"massage", &signature));
            assert!(!SigningKey::generate().public.verifies(b"message", &signature));
        }
    }

    #[test]
    fn a_key_is_published_as_the_rfcs_write_it_and_read_back() {
        let public = SigningKey::generate().public;
        let published = serde_json::to_value(&public).unwrap();
        let members: Vec<_> = published.as_object().unwrap().keys().cloned().collect();
        assert_eq!(members, ["kid", "use", "alg", "kty", "crv", "x", "y"]);
        assert_eq!(serde_json::from_value::<PublishedKey>(published).unwrap(), public);
    }

    #[test]
    fn the_thumbprint_is_that_of_the_rfc() {
        // RFC 7638 section 3.1
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWK\
                 RXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMic\
                 AtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3\
                 XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let material = Material::Rsa { n: n.to_owned(), e: "AQAB".to_owned() };
        let kid = PublishedKey::new(Algorithm::Rs256, material).kid;
        assert_eq!(kid, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let cut = RSA.replace("MII", "AAA");
        for pem in ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", &cut] {
            assert_eq!(SigningKey::from_pem(pem.as_bytes()).unwrap_err(), InvalidSigningKey);
        }
    }
}
