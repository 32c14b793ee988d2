//! Proof Key for Code Exchange (RFC 7636).

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// A code verifier and its S256 challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pkce {
    /// The code verifier, 43 characters (RFC 7636 §4.1).
    pub verifier: String,
    /// Its S256 code challenge (RFC 7636 §4.2).
    pub challenge: String,
}

impl Pkce {
    /// A fresh pair from 256 random bits.
    pub fn random() -> Self {
        Self::of(Nonce::random())
    }

    /// The pair whose verifier is this nonce.
    pub fn of(nonce: Nonce) -> Self {
        Self::from_verifier(nonce.text())
    }

    /// The pair of a given verifier.
    pub fn from_verifier(verifier: impl Into<String>) -> Self {
        let verifier = verifier.into();
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        Self { verifier, challenge }
    }
}

/// 256 bits that nobody can guess: a `state`, a code verifier.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Nonce([u8; 32]);

impl Nonce {
    /// A fresh one.
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// The one of these bytes.
    pub const fn of(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// In base64url, 43 characters.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Of version 4 (RFC 9562 §5.4): its first 122 bits that are free.
    pub fn uuid(&self) -> String {
        let mut bytes: [u8; 16] = self.0[..16].try_into().expect("sixteen of thirty-two");
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex = format!("{:032x}", u128::from_be_bytes(bytes));
        [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7636_appendix_b() {
        let pair = Pkce::from_verifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(pair.challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_random_verifier_is_in_the_grammar() {
        let pair = Pkce::random();
        assert_eq!(pair.verifier.len(), 43);
        assert!(pair.verifier.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)));
        assert_ne!(pair, Pkce::random());
    }

    #[test]
    fn a_uuid_has_its_version_and_variant() {
        let uuid = Nonce::of([0xff; 32]).uuid();
        assert_eq!(uuid, "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
