use std::{fmt, path::PathBuf, str::FromStr};

use url::Url;

/// Where the server keeps clients, codes, tokens and sessions.
///
/// It is written as `memory`, as a Redis URL, or as a path; a file named `memory` is `./memory`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Storage {
    /// In this process, and gone with it.
    #[default]
    Memory,
    /// In a file, for one process.
    File(PathBuf),
    /// In Redis, for as many processes as share it.
    Redis(RedisUrl),
}

/// Where Redis is: a URL such as `redis://127.0.0.1:6379/0`, with a user and a password before the host if it asks for them.
/// The password is not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct RedisUrl(Url);

/// The text names no place to keep anything in. What was observed is not repeated, since it may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidStorage {
    /// Neither a Redis URL nor a path.
    #[error("expected `memory`, a path, or a URL such as `redis://127.0.0.1:6379/0`, observed `{0}://…`")]
    Scheme(String),
    /// Redis over TLS.
    #[error("expected `redis://…`, observed `rediss://…`: this server does not speak TLS to Redis")]
    Tls,
    /// A Redis URL that is not well-formed.
    #[error(
        "expected a host, and behind it at most a port and the number of a database, as in `redis://127.0.0.1:6379/0`"
    )]
    Redis,
    /// Nothing.
    #[error("expected `memory`, a path, or a URL such as `redis://127.0.0.1:6379/0`, observed nothing")]
    Empty,
}

impl FromStr for Storage {
    type Err = InvalidStorage;

    fn from_str(text: &str) -> Result<Self, InvalidStorage> {
        match text.split_once("://") {
            _ if text.is_empty() => Err(InvalidStorage::Empty),
            Some(("redis" | "rediss", _)) => Ok(Self::Redis(text.parse()?)),
            Some((scheme, _)) => Err(InvalidStorage::Scheme(scheme.to_owned())),
            None if text == "memory" => Ok(Self::Memory),
            None => Ok(Self::File(PathBuf::from(text))),
        }
    }
}

impl FromStr for RedisUrl {
    type Err = InvalidStorage;

    fn from_str(text: &str) -> Result<Self, InvalidStorage> {
        let url = Url::parse(text).map_err(|_| InvalidStorage::Redis)?;
        match url.scheme() {
            "redis" => {}
            "rediss" => return Err(InvalidStorage::Tls),
            scheme => return Err(InvalidStorage::Scheme(scheme.to_owned())),
        }
        let database = url.path().trim_start_matches('/');
        let is_complete = url.host_str().is_some_and(|host| !host.is_empty())
            && database.bytes().all(|byte| byte.is_ascii_digit())
            && url.query().is_none()
            && url.fragment().is_none();
        if is_complete { Ok(Self(url)) } else { Err(InvalidStorage::Redis) }
    }
}

impl RedisUrl {
    /// The URL itself, to connect by.
    pub(crate) fn reveal(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for Storage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => formatter.write_str("memory"),
            Self::File(path) => path.display().fmt(formatter),
            Self::Redis(url) => url.fmt(formatter),
        }
    }
}

/// Without the password, in whose place an ellipsis stands.
impl fmt::Display for RedisUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = &self.0;
        write!(formatter, "redis://{}", url.username())?;
        if url.password().is_some() {
            formatter.write_str(":…")?;
        }
        if url.password().is_some() || !url.username().is_empty() {
            formatter.write_str("@")?;
        }
        formatter.write_str(url.host_str().unwrap_or_default())?;
        if let Some(port) = url.port() {
            write!(formatter, ":{port}")?;
        }
        formatter.write_str(url.path())
    }
}

impl fmt::Debug for RedisUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RedisUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_printed_as_it_is_written() {
        for text in [
            "memory",
            "./memory",
            "state/server.redb",
            "/var/lib/server.redb",
            "redis://127.0.0.1",
            "redis://127.0.0.1:6379/0",
            "redis://user@redis.example.com/3",
            "redis://[::1]:6379/",
        ] {
            assert_eq!(text.parse::<Storage>().unwrap().to_string(), text);
        }
        assert_eq!("memory".parse(), Ok(Storage::Memory));
        assert_eq!("./memory".parse(), Ok(Storage::File("./memory".into())));
    }

    #[test]
    fn what_is_neither_redis_nor_a_path_is_refused() {
        let scheme = |name: &str| InvalidStorage::Scheme(name.to_owned());
        for (text, error) in [
            ("", InvalidStorage::Empty),
            ("rediss://redis.example.com", InvalidStorage::Tls),
            ("https://redis.example.com", scheme("https")),
            ("file:///var/lib/server.redb", scheme("file")),
            ("redis://", InvalidStorage::Redis),
            ("redis:///0", InvalidStorage::Redis),
            ("redis://127.0.0.1:port", InvalidStorage::Redis),
            ("redis://127.0.0.1/name", InvalidStorage::Redis),
            ("redis://127.0.0.1/0?protocol=resp3", InvalidStorage::Redis),
        ] {
            assert_eq!(text.parse::<Storage>(), Err(error), "{text}");
        }
    }

    #[test]
    fn a_password_is_not_printed() {
        let storage: Storage = "redis://user:hunter2@127.0.0.1:6379/0".parse().unwrap();
        assert_eq!(storage.to_string(), "redis://user:…@127.0.0.1:6379/0");
        assert_eq!(format!("{storage:?}"), "Redis(RedisUrl(redis://user:…@127.0.0.1:6379/0))");
        for text in ["redis://:hunter2@127.0.0.1/x", "rediss://:hunter2@127.0.0.1", "redis://:hunter2@"] {
            let error = text.parse::<Storage>().unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{text}");
        }
        assert_eq!(
            "redis://:hunter2@127.0.0.1".parse::<Storage>().unwrap().to_string(),
            "redis://:…@127.0.0.1"
        );
    }
}
