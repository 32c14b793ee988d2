use std::{
    fmt, io,
    net::{SocketAddr, TcpListener},
    sync::mpsc,
    thread::{self, JoinHandle},
    time::Duration,
};

use axum::Router;
use tokio::{
    runtime::{Builder as Runtime, Runtime as Running},
    sync::oneshot,
};
use url::Url;

use crate::{
    paths,
    service::Service,
    settings::{InvalidPublicUrl, Settings},
    store::OpenError,
    tls::Tls,
};

/// A server that runs until it is dropped, for tests and tools.
///
/// It has a thread and a runtime of its own. So it answers while the caller's runtime is blocked or its time is paused, and
/// dropping it ends everything at once: open connections, event streams and MCP sessions too.
#[derive(Debug)]
pub struct Server {
    url: Url,
    tls: Option<Tls>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address cannot be had.
    #[error("cannot listen")]
    Listen(#[from] io::Error),
    /// The public URL is none.
    #[error(transparent)]
    PublicUrl(#[from] InvalidPublicUrl),
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] OpenError),
}

type Change = Box<dyn FnOnce(&mut Settings)>;
type Wrap = Box<dyn FnOnce(Router, &str) -> Router + Send>;

/// A server about to start: on a free port of the loopback interface, with its state in memory and one user who is
/// signed in, unless told otherwise.
///
/// ```
/// let server = reference_server::Server::builder()
///     .configure(|settings| settings.access_token_lifetime = std::time::Duration::from_mins(1))
///     .start()
///     .expect("a free port on the loopback interface");
/// ```
#[must_use]
pub struct Builder {
    listener: io::Result<TcpListener>,
    public_url: Option<Url>,
    tls: Option<Tls>,
    configure: Vec<Change>,
    wrap: Wrap,
}

impl Builder {
    /// Listens on this address; port 0 takes any free port.
    pub fn listen(mut self, address: impl std::net::ToSocketAddrs) -> Self {
        self.listener = TcpListener::bind(address);
        self
    }

    /// Is reached by its clients at this URL, and not at the address that it listens on.
    pub fn public_url(mut self, url: Url) -> Self {
        self.public_url = Some(url);
        self
    }

    /// Speaks TLS and nothing else.
    ///
    /// ```
    /// let tls = reference_server::Tls::generate(&[]).expect("no host whose name could be wrong");
    /// let server = reference_server::Server::builder().tls(tls).start().expect("a free port");
    /// assert!(server.url().as_str().starts_with("https://127.0.0.1:"));
    /// assert!(server.authority().is_some_and(|pem| pem.contains("CERTIFICATE")));
    /// ```
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Changes the settings, after those that were changed before.
    pub fn configure(mut self, change: impl FnOnce(&mut Settings) + 'static) -> Self {
        self.configure.push(Box::new(change));
        self
    }

    /// Puts something in front of the server, whose issuer identifier it is told, and of what stood there before.
    pub fn wrap(mut self, wrap: impl FnOnce(Router, &str) -> Router + Send + 'static) -> Self {
        let before = self.wrap;
        self.wrap = Box::new(move |router, issuer| wrap(before(router, issuer), issuer));
        self
    }

    /// Starts the server, and returns when it can be reached.
    ///
    /// # Errors
    /// The address cannot be had, the public URL is none, or the store cannot be opened.
    pub fn start(self) -> Result<Server, StartError> {
        let listener = self.listener?;
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let public_url = self.public_url.unwrap_or(url_of(scheme, listener.local_addr()?));
        let mut settings = Settings::new(public_url)?;
        for change in self.configure {
            change(&mut settings);
        }
        let url = Url::parse(&settings.resource()).expect("a path behind an origin is a URL");
        let runtime = Runtime::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let (started, start) = mpsc::channel();
        let tls = self.tls.clone();
        let thread = thread::Builder::new().name("reference-server".to_owned()).spawn(move || {
            let issuer = settings.issuer().to_owned();
            let wrap = |router| (self.wrap)(router, &issuer);
            run(&runtime, listener, tls.as_ref(), settings, wrap, &started, stopped);
        })?;
        start.recv().expect("the thread tells how it started")?;
        Ok(Server { url, tls: self.tls, stop: Some(stop), thread: Some(thread) })
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Builder")
            .field("listener", &self.listener)
            .finish_non_exhaustive()
    }
}

fn url_of(scheme: &str, address: SocketAddr) -> Url {
    Url::parse(&format!("{scheme}://{address}")).expect("a socket address is an authority")
}

/// Serves until told to stop; first tells whether it could start.
fn run(
    runtime: &Running,
    listener: TcpListener,
    tls: Option<&Tls>,
    settings: Settings,
    wrap: impl FnOnce(Router) -> Router,
    started: &mpsc::Sender<Result<(), OpenError>>,
    stopped: oneshot::Receiver<()>,
) {
    runtime.block_on(async {
        let (result, service) = match Service::open(settings).await {
            Ok(service) => (Ok(()), Some(service.wrap(wrap))),
            Err(error) => (Err(error), None),
        };
        started.send(result).expect("the builder waits");
        let Some(service) = service else { return };
        let stop = async {
            // The other end is dropped with the server, which means the same.
            let _ = stopped.await;
        };
        let served = service.serve(listener, tls, stop, Duration::ZERO).await;
        served.expect("the listener works until it is stopped");
    });
}

impl Server {
    /// A server about to start.
    pub fn builder() -> Builder {
        Builder {
            listener: TcpListener::bind("127.0.0.1:0"),
            public_url: None,
            tls: None,
            configure: Vec::new(),
            wrap: Box::new(|router, _| router),
        }
    }

    /// The URL of the MCP endpoint: what a user pastes into a client.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The URL of a path of this server, one of [`paths`].
    pub fn url_of(&self, path: &str) -> Url {
        self.url.join(path).expect("a path joined to a URL is a URL")
    }

    /// The certificate, in PEM, of the authority that signed the server's, if one was generated.
    pub fn authority(&self) -> Option<&str> {
        self.tls.as_ref().and_then(Tls::authority)
    }

    /// The issuer identifier of the authorization server: the origin, without a trailing slash.
    pub fn issuer(&self) -> &str {
        self.url.as_str().strip_suffix(paths::MCP).expect("the URL was made from the issuer")
    }
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
        let server = Server::builder().start().unwrap();
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
