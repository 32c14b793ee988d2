use std::fmt;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// A value that grants something to whoever holds it: a token, a code, a ticket, a client secret.
///
/// It exists here only while the answer that carries it is written; what is kept is its [`Digest`].
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    /// 256 random bits: beyond guessing (RFC 6749 section 10.10 asks for at least 128).
    pub(crate) fn random() -> Self {
        Self(BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()))
    }

    pub(crate) fn digest(&self) -> Digest {
        Digest::of(&self.0)
    }

    /// The value itself, to be sent to the one it is meant for.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("…")
    }
}

/// The SHA-256 of a [`Secret`], which is what the store keeps: whoever reads the store can present nothing from it.
/// No salt and no slow hash, since the input has 256 bits of its own.
#[derive(Clone, Copy, Hash, PartialEq, Eq)]
pub(crate) struct Digest([u8; 32]);

impl Digest {
    pub(crate) fn of(value: &str) -> Self {
        Self(Sha256::digest(value).into())
    }

    /// Compares in constant time.
    pub(crate) fn matches(self, value: &str) -> bool {
        self.0.ct_eq(&Self::of(value).0).into()
    }
}

impl Digest {
    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(D::Error::custom)?;
        bytes.try_into().map(Self).map_err(|_| D::Error::custom("expected 32 bytes"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_long_unlike_and_safe_in_urls() {
        let (one, other) = (Secret::random(), Secret::random());
        assert_ne!(one, other);
        assert_eq!(one.reveal().len(), 43);
        assert!(one.reveal().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    }

    #[test]
    fn neither_a_secret_nor_its_digest_is_printed() {
        let secret = Secret::random();
        assert_eq!(format!("{secret:?} {:?}", secret.digest()), "… …");
    }

    #[test]
    fn a_digest_matches_its_secret_only() {
        let secret = Secret::random();
        assert!(secret.digest().matches(secret.reveal()));
        assert!(!secret.digest().matches(Secret::random().reveal()));
        assert!(!secret.digest().matches(""));
    }
}
