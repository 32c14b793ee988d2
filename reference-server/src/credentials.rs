//! The identifier and the secret of the client that the operator knows.

use std::fmt;

use crate::secret::Secret;

/// Credentials that were just made (RFC 6749 section 2.3.1). They print as lines of a file with environment variables.
pub struct Credentials {
    client_id: Secret,
    client_secret: Secret,
}

/// Makes an identifier and a secret, of 256 random bits each.
///
/// ```
/// let text = reference_server::credentials::generate().to_string();
/// assert!(text.starts_with("CLIENT_ID=") && text.contains("\nCLIENT_SECRET="));
/// ```
pub fn generate() -> Credentials {
    Credentials { client_id: Secret::random(), client_secret: Secret::random() }
}

impl Credentials {
    /// What the client calls itself.
    pub fn client_id(&self) -> &str {
        self.client_id.reveal()
    }

    /// What it proves that by.
    pub fn client_secret(&self) -> &str {
        self.client_secret.reveal()
    }
}

impl fmt::Display for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "CLIENT_ID={}", self.client_id())?;
        writeln!(formatter, "CLIENT_SECRET={}", self.client_secret())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Credentials").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pair_is_new_and_a_file_of_two_lines() {
        let (one, other) = (generate(), generate());
        assert_ne!(one.client_id(), other.client_id());
        assert_ne!(one.client_secret(), other.client_secret());
        assert_ne!(one.client_id(), one.client_secret());
        let expected = format!("CLIENT_ID={}\nCLIENT_SECRET={}\n", one.client_id(), one.client_secret());
        assert_eq!(one.to_string(), expected);
        assert!(!format!("{one:?}").contains(one.client_secret()));
    }
}
