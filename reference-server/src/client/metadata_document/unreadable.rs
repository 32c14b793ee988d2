use std::time::Duration;

use super::fetch::LARGEST_DOCUMENT;
use crate::error::OAuthError;

/// Why the metadata document of a client cannot be had or used.
///
/// The words are ours and name nothing but numbers from outside, since they are shown to the user and to the client.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unreadable {
    #[error("{0}")]
    Identifier(&'static str),
    #[error("this server connects to no port `{0}`")]
    Port(u16),
    #[error("its host has no public address")]
    Address,
    #[error("its host cannot be reached by this server")]
    Unreachable,
    #[error("it did not arrive within `{0:?}`")]
    TimedOut(Duration),
    #[error("expected status `200`, observed `{0}`")]
    Status(u16),
    #[error("expected the media type `application/json`")]
    MediaType,
    #[error("expected at most `{LARGEST_DOCUMENT}` bytes")]
    TooLarge,
    #[error("expected a JSON object of client metadata")]
    NoMetadata,
    #[error("expected its `client_id` to be its own URL")]
    ClientId,
    #[error("expected a `client_name`")]
    ClientName,
    #[error("expected neither a secret nor a private key in a public document")]
    Secret,
    #[error("expected `token_endpoint_auth_method` to be `none`")]
    AuthenticationMethod,
    #[error("{0}")]
    Metadata(#[from] OAuthError),
}

impl Unreadable {
    /// Is it a matter of the moment, so that it says nothing of the client? An answer that there is no document, or one that
    /// is wrong, is the word of the host for good.
    pub(super) fn is_temporary(&self) -> bool {
        match self {
            Self::Unreachable | Self::TimedOut(_) => true,
            Self::Status(status) => matches!(status, 408 | 425 | 429 | 500..=599),
            _ => false,
        }
    }

    pub(super) fn told_of(&self, id: &str) -> OAuthError {
        OAuthError::ClientMetadataDocument {
            url: id.to_owned(),
            why: self.to_string(),
            is_temporary: self.is_temporary(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_pass_is_temporary() {
        for status in [408, 429, 500, 503, 599] {
            assert!(Unreadable::Status(status).is_temporary(), "{status}");
        }
        for status in [204, 302, 401, 403, 404, 410] {
            assert!(!Unreadable::Status(status).is_temporary(), "{status}");
        }
        assert!(Unreadable::TimedOut(Duration::from_secs(5)).is_temporary());
        assert!(!Unreadable::Address.is_temporary());
        assert!(!Unreadable::ClientId.is_temporary());
    }

    #[test]
    fn the_reason_has_its_numbers() {
        assert_eq!(Unreadable::TimedOut(Duration::from_secs(5)).to_string(), "it did not arrive within `5s`");
        assert_eq!(Unreadable::TooLarge.to_string(), "expected at most `5120` bytes");
    }
}
