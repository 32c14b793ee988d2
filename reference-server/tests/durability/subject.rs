use std::{
    fmt, io,
    net::TcpListener,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use crate::{grant::GRACE, redis_server::RedisServer};

/// Where the server keeps what it must not forget.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Redb,
    Redis,
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Redb => "redb",
            Self::Redis => "redis",
        })
    }
}

/// The server, and what it keeps things in.
pub(crate) struct Subject {
    server: Child,
    port: u16,
    store: String,
    redis: Option<RedisServer>,
    _folder: TempDir,
}

impl Subject {
    pub(crate) fn start(kind: Kind) -> io::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let folder = tempfile::tempdir()?;
        let redis = match kind {
            Kind::Redb => None,
            Kind::Redis => Some(RedisServer::start(&[])?),
        };
        let store = match &redis {
            None => folder.path().join("store.redb").display().to_string(),
            Some(redis) => redis.url(0),
        };
        Ok(Self { server: launch(port, &store)?, port, store, redis, _folder: folder })
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Ends what remembers, at once: the server or Redis.
    pub(crate) fn kill(&mut self) -> io::Result<()> {
        if let Some(redis) = &mut self.redis {
            return redis.kill();
        }
        self.server.kill()?;
        self.server.wait().map(drop)
    }

    /// Starts what was killed again.
    pub(crate) fn restart(&mut self) -> io::Result<()> {
        if let Some(redis) = &mut self.redis {
            return redis.restart();
        }
        self.server = launch(self.port, &self.store)?;
        Ok(())
    }
}

fn launch(port: u16, store: &str) -> io::Result<Child> {
    Command::new(env!("CARGO_BIN_EXE_reference-server"))
        .args(["--listen", &format!("127.0.0.1:{port}"), "--store", store])
        .args(["--refresh-grace", &GRACE.as_secs().to_string()])
        // That Redis is away is no news.
        .env("RUST_LOG", "off")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
}

impl Drop for Subject {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
