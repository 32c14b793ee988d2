use std::{collections::BTreeMap, fmt, sync::Arc};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::secret::Secret;

/// How many passwords are checked at once: each check takes 19 MiB and tens of milliseconds, on purpose.
const CHECKS_AT_ONCE: usize = 4;

/// Who may sign in.
#[derive(Clone, Debug)]
pub struct Accounts(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Demonstration(String),
    Listed(Arc<Listed>),
}

struct Listed {
    /// Name to hash, as a PHC string.
    passwords: BTreeMap<String, String>,
    /// What a password is compared with if there is no such name, so that both take the same time.
    nobody: String,
    checks: Semaphore,
}

/// The file of accounts cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidAccounts {
    /// It is not in the form.
    #[error("expected lines such as `name = \"$argon2id$…\"`, observed {0}")]
    Form(String),
    /// It names nobody.
    #[error("expected at least one account, observed none")]
    Empty,
    /// A hash is none.
    #[error(
        "expected the password of `{0}` as an argon2id hash (`reference-server hash-password` makes one)"
    )]
    Hash(String),
}

impl Accounts {
    /// One user, with whose name everybody who reaches the server is signed in: for tests and demonstrations.
    pub fn demo(name: &str) -> Self {
        Self(Kind::Demonstration(name.to_owned()))
    }

    /// The accounts of a TOML file: on each line a name and the argon2id hash of its password.
    pub fn parse(file: &str) -> Result<Self, InvalidAccounts> {
        let passwords: BTreeMap<String, String> =
            toml::from_str(file).map_err(|error| InvalidAccounts::Form(error.message().to_owned()))?;
        if passwords.is_empty() {
            return Err(InvalidAccounts::Empty);
        }
        for (name, hash) in &passwords {
            let is_argon2 = PasswordHash::new(hash).is_ok_and(|hash| hash.algorithm.as_str() == "argon2id");
            if name.is_empty() || !is_argon2 {
                return Err(InvalidAccounts::Hash(name.clone()));
            }
        }
        let nobody = hash_password(Secret::random().reveal());
        let checks = Semaphore::new(CHECKS_AT_ONCE);
        Ok(Self(Kind::Listed(Arc::new(Listed { passwords, nobody, checks }))))
    }

    /// Is everybody signed in as one user?
    pub fn is_demo(&self) -> bool {
        self.demonstration().is_some()
    }

    /// The name of the one user who is always signed in, if there is one.
    pub(crate) fn demonstration(&self) -> Option<&str> {
        match &self.0 {
            Kind::Demonstration(name) => Some(name),
            Kind::Listed(_) => None,
        }
    }

    /// Is it the password of this account? Takes as long for a name that does not exist.
    pub(crate) async fn verify(&self, name: &str, password: &str) -> bool {
        let Kind::Listed(listed) = &self.0 else { return false };
        let _turn = listed.checks.acquire().await.expect("it is never closed");
        let known = listed.passwords.get(name);
        let hash = known.unwrap_or(&listed.nobody).clone();
        let password = password.to_owned();
        let matches = tokio::task::spawn_blocking(move || is_hash_of(&hash, &password));
        matches.await.expect("the check does not panic") && known.is_some()
    }
}

fn is_hash_of(hash: &str, password: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// The argon2id hash of a password with a salt of its own, as a PHC string for the file of accounts.
pub fn hash_password(password: &str) -> String {
    Argon2::default()
        .hash_password(password.as_bytes())
        .expect("the defaults of argon2 are in range")
        .to_string()
}

impl fmt::Debug for Listed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.passwords.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_of_the_account_is_right() {
        let file = format!("alice = \"{}\"\n", hash_password("a long passphrase"));
        let accounts = Accounts::parse(&file).unwrap();
        assert!(accounts.verify("alice", "a long passphrase").await);
        for (name, password) in [("alice", "a long passphrasE"), ("alice", ""), ("bob", "a long passphrase")]
        {
            assert!(!accounts.verify(name, password).await, "{name}");
        }
        assert!(!Accounts::demo("demo").verify("demo", "").await);
        assert!(!format!("{accounts:?}").contains("argon2"));
    }

    #[test]
    fn a_file_that_cannot_be_used_is_refused() {
        assert_eq!(Accounts::parse("").unwrap_err(), InvalidAccounts::Empty);
        assert_eq!(
            Accounts::parse("alice = \"secret\"").unwrap_err(),
            InvalidAccounts::Hash("alice".to_owned())
        );
        assert!(matches!(Accounts::parse("alice"), Err(InvalidAccounts::Form(_))));
        assert!(matches!(Accounts::parse("[alice]"), Err(InvalidAccounts::Form(_))));
    }
}
