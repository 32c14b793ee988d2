use std::{
    net::TcpListener,
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    extract::Request,
    response::{IntoResponse, Response},
};
use axum_server::tls_rustls::{RustlsConfig, from_tcp_rustls};
use futures::future::{BoxFuture, FutureExt as _, ready};
use http::HeaderMap;
use reference_server::Settings;
use serde_json::{Value, json};

use crate::client::settings;

type Answer = Arc<dyn Fn() -> BoxFuture<'static, Response> + Send + Sync>;

/// A TLS server on the loopback interface that publishes a document at each path, unless told to answer otherwise.
pub(super) struct DocumentServer {
    origin: String,
    port: u16,
    certificate: String,
    answer: Arc<Mutex<Option<Answer>>>,
    received: Arc<Mutex<Vec<HeaderMap>>>,
    handle: axum_server::Handle<std::net::SocketAddr>,
}

impl DocumentServer {
    pub(super) async fn start() -> Self {
        // A second installation is refused and harmless: the provider is the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let own =
            rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        let (certificate, key) = (own.cert.pem(), own.signing_key.serialize_pem());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Self {
            origin: format!("https://localhost:{port}"),
            port,
            certificate: certificate.clone(),
            answer: Arc::default(),
            received: Arc::default(),
            handle: axum_server::Handle::new(),
        };
        let (answer, received) = (Arc::clone(&server.answer), Arc::clone(&server.received));
        let origin = server.origin.clone();
        let router = Router::new().fallback(move |request: Request| {
            received.lock().unwrap().push(request.headers().clone());
            let own = document(&origin, request.uri().path());
            let answer = answer.lock().unwrap().clone();
            async move {
                match answer {
                    Some(answer) => answer().await,
                    None => Json(own).into_response(),
                }
            }
        });
        let config = RustlsConfig::from_pem(certificate.into(), key.into()).await.unwrap();
        let serving = from_tcp_rustls(listener, config).unwrap().handle(server.handle.clone());
        tokio::spawn(serving.serve(router.into_make_service()));
        server
    }

    /// Settings of a server that may fetch from this one.
    pub(super) fn settings(&self) -> Settings {
        let mut settings = settings();
        let fetch = &mut settings.client_metadata_fetch;
        fetch.allow_private_addresses = true;
        fetch.ports = vec![self.port];
        fetch.trust(self.certificate.as_bytes()).unwrap();
        settings
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// What is published at this path.
    pub(super) fn document(&self, path: &str) -> Value {
        document(&self.origin, path)
    }

    /// Answers so from now on.
    pub(super) fn answer(&self, answer: impl Fn() -> Response + Send + Sync + 'static) {
        self.answer_later(move || ready(answer()).boxed());
    }

    pub(super) fn answer_later(
        &self,
        answer: impl Fn() -> BoxFuture<'static, Response> + Send + Sync + 'static,
    ) {
        *self.answer.lock().unwrap() = Some(Arc::new(answer));
    }

    /// Publishes documents again.
    pub(super) fn recover(&self) {
        *self.answer.lock().unwrap() = None;
    }

    /// How many requests came.
    pub(super) fn requests(&self) -> usize {
        self.received.lock().unwrap().len()
    }

    pub(super) fn last_header(&self, name: &str) -> String {
        let received = self.received.lock().unwrap();
        received.last().unwrap()[name].to_str().unwrap().to_owned()
    }
}

impl Drop for DocumentServer {
    fn drop(&mut self) {
        self.handle.shutdown();
    }
}

fn document(origin: &str, path: &str) -> Value {
    json!({
        "client_id": format!("{origin}{path}"),
        "client_name": "A client",
        "redirect_uris": ["http://localhost/callback"],
        "grant_types": ["authorization_code", "refresh_token"],
    })
}
