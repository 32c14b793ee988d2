use std::{
    future::Future,
    io,
    net::{SocketAddr, TcpListener},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use axum::Router;
use axum_server::{Handle, accept::NoDelayAcceptor, tls_rustls::RustlsAcceptor};

use crate::{
    application::Application,
    router::{monitoring, routes},
    settings::Settings,
    store::{self, OpenError},
    tls::Tls,
};

/// The routes of the whole server, for whoever serves or tests them without [`Service`].
///
/// Call it within a Tokio runtime, which carries the MCP sessions.
///
/// # Errors
/// The store cannot be opened.
pub async fn router(settings: Settings) -> Result<Router, OpenError> {
    Ok(Service::open(settings).await?.router)
}

/// How long a client may take to send the head of its request, and may keep a connection open without one.
const IDLE: Duration = Duration::from_secs(75);

/// The server, open and about to take connections.
#[derive(Debug)]
pub struct Service {
    application: Arc<Application>,
    router: Router,
}

impl Service {
    /// Opens the store, and what hangs on it.
    ///
    /// Call it within a Tokio runtime, which carries the MCP sessions.
    ///
    /// # Errors
    /// The store cannot be opened.
    pub async fn open(settings: Settings) -> Result<Self, OpenError> {
        let store = store::open(&settings.storage).await?;
        let application = Arc::new(Application::new(settings, store));
        let router = routes(&application);
        Ok(Self { application, router })
    }

    /// What the operator's machines may ask for, to be served at an address of its own: health and metrics.
    pub fn monitoring(&self) -> Router {
        monitoring(&self.application)
    }

    /// Puts something in front.
    pub(crate) fn wrap(mut self, wrap: impl FnOnce(Router) -> Router) -> Self {
        self.router = wrap(self.router);
        self
    }

    /// Takes connections until `stop` completes, and then lets it all come to an end: it takes no more, ends the event
    /// streams that clients opened, and waits `patience` for the requests that are under way.
    ///
    /// # Errors
    /// The listener cannot be used.
    pub async fn serve(
        self,
        listener: TcpListener,
        tls: Option<&Tls>,
        stop: impl Future<Output = ()>,
        patience: Duration,
    ) -> io::Result<()> {
        let handle = Handle::new();
        let router = self.router.into_make_service_with_connect_info::<SocketAddr>();
        let server = axum_server::from_tcp(listener)?.handle(handle.clone());
        let mut serving: Pin<Box<dyn Future<Output = io::Result<()>> + Send>> = match tls {
            None => Box::pin(bounded(server.acceptor(NoDelayAcceptor)).serve(router)),
            Some(tls) => {
                let acceptor = RustlsAcceptor::new(tls.config()).acceptor(NoDelayAcceptor);
                Box::pin(bounded(server.acceptor(acceptor)).serve(router))
            }
        };
        tokio::select! {
            result = &mut serving => return result,
            () = stop => {}
        }
        self.application.shutdown.cancel();
        handle.graceful_shutdown(Some(patience));
        serving.await
    }
}

/// Bounds how long a connection may be idle or slow; without, whoever opens many and says nothing takes them all.
fn bounded<A>(mut server: axum_server::Server<SocketAddr, A>) -> axum_server::Server<SocketAddr, A> {
    let builder = server.http_builder();
    builder.http1().header_read_timeout(IDLE);
    builder.http2().keep_alive_interval(IDLE);
    server.first_request_timeout(IDLE)
}
