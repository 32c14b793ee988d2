//! Proof Key for Code Exchange (RFC 7636).

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
        Self::from_verifier(random_token())
    }

    /// The pair of a given verifier.
    pub fn from_verifier(verifier: impl Into<String>) -> Self {
        let verifier = verifier.into();
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        Self { verifier, challenge }
    }
}

/// 256 random bits in base64url, 43 characters: a `state`, a verifier, a name nobody else uses.
pub fn random_token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
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
}
