use std::{
    io,
    net::{SocketAddr, TcpListener, ToSocketAddrs},
    thread::{self, JoinHandle},
};

use axum::Router;
use tokio::{runtime::Builder, sync::oneshot};
use url::Url;

use crate::{paths, router, settings::Settings};

/// A server that runs until it is dropped, for tests and tools.
///
/// It has a thread and a runtime of its own. So it answers while the caller's runtime is blocked or its time is paused, and
/// dropping it ends everything at once: open connections, event streams and MCP sessions too.
#[derive(Debug)]
pub struct Server {
    url: Url,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts the server with its defaults. Port 0 takes any free port; the public URL is the address that was bound.
    pub fn start(address: impl ToSocketAddrs) -> io::Result<Self> {
        Self::start_with(address, router)
    }

    /// Starts the server that `build` makes of the default settings: with other settings, or with something in front of it.
    ///
    /// ```
    /// # use reference_server::{Server, router};
    /// let server = Server::start_with("127.0.0.1:0", |mut settings| {
    ///     settings.access_token_lifetime = std::time::Duration::from_mins(1);
    ///     router(settings)
    /// });
    /// # server.expect("a free port on the loopback interface");
    /// ```
    pub fn start_with(
        address: impl ToSocketAddrs,
        build: impl FnOnce(Settings) -> Router + Send + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let settings = settings(listener.local_addr()?);
        let url = Url::parse(&settings.resource()).expect("a path behind an origin is a URL");
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("reference-server".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    served = serve(listener, settings, build) => served.expect("axum serves until it is stopped"),
                    _ = stopped => {}
                }
            });
        })?;
        Ok(Self { url, stop: Some(stop), thread: Some(thread) })
    }

    /// The URL of the MCP endpoint: what a user pastes into a client.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The URL of a path of this server, one of [`paths`].
    pub fn url_of(&self, path: &str) -> Url {
        self.url.join(path).expect("a path joined to a URL is a URL")
    }

    /// The issuer identifier of the authorization server: the origin, without a trailing slash.
    pub fn issuer(&self) -> &str {
        self.url.as_str().strip_suffix(paths::MCP).expect("the URL was made from the issuer")
    }
}

fn settings(address: SocketAddr) -> Settings {
    let public_url = Url::parse(&format!("http://{address}")).expect("a socket address is an authority");
    Settings::new(public_url).expect("a scheme and an authority are an origin")
}

async fn serve(
    listener: TcpListener,
    settings: Settings,
    build: impl FnOnce(Settings) -> Router,
) -> io::Result<()> {
    axum::serve(tokio::net::TcpListener::from_std(listener)?, build(settings)).await
}

impl Drop for Server {
    fn drop(&mut self) {
        // The other end is gone only if the thread is, and then there is nothing to stop.
        let _ = self.stop.take().map(|stop| stop.send(()));
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpStream,
    };

    use super::*;

    #[test]
    fn it_serves_until_it_is_dropped() {
        let server = Server::start("127.0.0.1:0").unwrap();
        let address = server.url().socket_addrs(|| None).unwrap()[0];
        assert_eq!(server.issuer(), format!("http://{address}"));
        assert_eq!(server.url_of(paths::TOKEN).as_str(), format!("http://{address}/oauth/token"));

        let mut connection = TcpStream::connect(address).unwrap();
        write!(connection, "GET /mcp HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
        let mut start = [0; 12];
        connection.read_exact(&mut start).unwrap();
        assert_eq!(&start, b"HTTP/1.1 401");

        drop(server);
        let mut rest = Vec::new();
        connection.read_to_end(&mut rest).unwrap();
        assert!(TcpStream::connect(address).is_err(), "the port is free again");
    }
}
