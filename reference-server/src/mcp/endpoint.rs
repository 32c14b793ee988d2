use std::sync::Arc;

use axum::{
    Extension,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, StatusCode};
use rmcp::transport::streamable_http_server::StreamableHttpServerConfig;

use super::{
    message::{self, Message},
    sessions::Sessions,
    streamable::{SESSION_ID, Streamable},
    tools::{self, Tools},
};
use crate::{
    application::Application,
    challenge,
    error::OAuthError,
    grant::Access,
    mcp_session::{McpSession, Owner},
    paths,
    secret::Digest,
    store::{Life, StoreError},
};

/// The header that names the revision of a request.
const PROTOCOL_VERSION: &str = "mcp-protocol-version";

/// The header by which a client of an older revision takes up a stream.
const LAST_EVENT_ID: &str = "last-event-id";

/// The revision whose requests stand for themselves.
const STATELESS: &str = "2026-07-28";

/// The MCP endpoint (MCP 2025-11-25 and 2026-07-28, Streamable HTTP).
#[derive(Clone)]
pub(crate) struct Endpoint {
    application: Arc<Application>,
    transport: Arc<Streamable<Tools>>,
}

impl Endpoint {
    pub(crate) fn new(application: &Arc<Application>) -> Self {
        let mut config = StreamableHttpServerConfig::default();
        config.session_store = Some(Arc::new(Sessions(Arc::clone(application))));
        Self { application: Arc::clone(application), transport: Arc::new(Streamable::new(|| Tools, config)) }
    }

    /// Does the session that a request names, if it names one, belong to the one who sent it?
    async fn admits(&self, request: &HeaderMap, owner: &Owner) -> Result<bool, StoreError> {
        let Some(id) = request.get(SESSION_ID) else { return Ok(true) };
        let Ok(id) = id.to_str() else { return Ok(false) };
        let session = self.application.store.mcp_session(Digest::of(id), self.application.now()).await?;
        Ok(session.is_some_and(|session| session.owner == *owner))
    }

    /// Binds the session that this answer opens, if it opens one, to the one who asked for it.
    async fn keep(&self, answer: &HeaderMap, owner: Owner, request: &[u8]) -> Result<(), StoreError> {
        let Some(id) = answer.get(SESSION_ID).and_then(|id| id.to_str().ok()) else {
            return Ok(());
        };
        let now = self.application.now();
        let life = Life { now, expires: now + self.application.settings.mcp_session_lifetime };
        let session = McpSession { owner, initialize: message::params(request) };
        self.application.store.keep_mcp_session(Digest::of(id), session, life).await
    }
}

/// Hands a request, whose token was checked, to rmcp.
///
/// A session belongs to the user and the client that opened it. For anybody else it does not exist: the identifier is no
/// means of authentication (MCP 2025-11-25, Security Best Practices, Session Hijacking).
pub(crate) async fn serve(
    State(endpoint): State<Endpoint>,
    Extension(access): Extension<Access>,
    mut request: Request,
) -> Response {
    ignore_sessions_where_there_are_none(request.headers_mut());
    let owner = Owner::of(&access);
    match endpoint.admits(request.headers(), &owner).await {
        Ok(true) => {}
        Ok(false) => return (StatusCode::NOT_FOUND, "the session is unknown").into_response(),
        Err(error) => return OAuthError::from(error).into_response(),
    }
    if request.method() != Method::POST {
        return endpoint.transport.answer(request, false).await;
    }
    let (request, body) = match message::read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let message = match Message::parse(&body) {
        Ok(message) => message,
        Err(error) => return error.into_response(),
    };
    if let Some(needed) = tools::scope_that_lacks(&message, &access) {
        return challenge::insufficient_scope(&endpoint.application.settings, paths::MCP, &access, &needed);
    }
    let answer = endpoint.transport.answer(request, message.is_initialize()).await;
    match endpoint.keep(answer.headers(), owner, &body).await {
        Ok(()) => answer,
        Err(error) => OAuthError::from(error).into_response(),
    }
}

/// Revision 2026-07-28 has no sessions and no streams to take up: what a client sends of them from an older one means nothing
/// (MCP 2026-07-28, Streamable HTTP, Earlier Streamable HTTP Revisions).
fn ignore_sessions_where_there_are_none(headers: &mut HeaderMap) {
    if headers.get(PROTOCOL_VERSION).is_some_and(|version| version == STATELESS) {
        headers.remove(SESSION_ID);
        headers.remove(LAST_EVENT_ID);
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        Router,
        body::{Body, to_bytes},
    };
    use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
    use tower::ServiceExt as _;

    use super::*;
    use crate::{access_token, grant::Grant, router::routes, settings::Settings, store::Memory};

    const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"a client","version":"1"}}}"#;
    const ECHO: &str = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":"hello"}}}"#;

    fn replica(store: &Arc<Memory>) -> Arc<Application> {
        let settings = Settings::new("https://mcp.example.com".parse().unwrap()).unwrap();
        Arc::new(Application::new(settings, Arc::clone(store) as _))
    }

    /// A token of this user, whose client is always the same.
    async fn token(application: &Application, subject: &str) -> String {
        let grant = Grant {
            client_id: "client".to_owned(),
            subject: subject.to_owned(),
            scope: application.settings.base_scope().clone(),
            resource: application.settings.resource(),
        };
        access_token::redeemed(application, grant).await.reveal().to_owned()
    }

    async fn send(
        router: &Router,
        method: &str,
        path: &str,
        token: &str,
        session: Option<&str>,
        body: &'static str,
    ) -> Response {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "mcp.example.com")
            .header(AUTHORIZATION, format!("Bearer {token}"))
            .header(ACCEPT, "application/json, text/event-stream")
            .header(CONTENT_TYPE, "application/json");
        if let Some(session) = session {
            request = request.header(SESSION_ID, session);
        }
        router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap()
    }

    async fn opened(router: &Router, token: &str) -> String {
        let answer = send(router, "POST", paths::MCP, token, None, INITIALIZE).await;
        answer.headers()[SESSION_ID].to_str().unwrap().to_owned()
    }

    async fn text(answer: Response) -> String {
        String::from_utf8(to_bytes(answer.into_body(), usize::MAX).await.unwrap().into()).unwrap()
    }

    #[tokio::test]
    async fn another_process_takes_a_session_up() {
        let store = Arc::default();
        let (one, other) = (replica(&store), replica(&store));
        let token = token(&one, "ada").await;
        let (one, other) = (routes(&one), routes(&other));
        let session = opened(&one, &token).await;
        for router in [&other, &one, &other] {
            let answer = send(router, "POST", paths::MCP, &token, Some(&session), ECHO).await;
            assert_eq!(answer.status(), 200);
            assert!(text(answer).await.contains("hello"));
        }
        let ended = send(&other, "DELETE", paths::MCP, &token, Some(&session), "").await;
        assert_eq!(ended.status(), 202);
        for router in [&one, &other] {
            let answer = send(router, "POST", paths::MCP, &token, Some(&session), ECHO).await;
            assert_eq!(answer.status(), 404);
        }
    }

    #[tokio::test]
    async fn a_session_is_not_another_users_by_the_same_client() {
        let application = replica(&Arc::default());
        let (ada, eve) = (token(&application, "ada").await, token(&application, "eve").await);
        let router = routes(&application);
        let session = opened(&router, &ada).await;
        for (token, status) in [(&eve, 404), (&ada, 200)] {
            let answer = send(&router, "POST", paths::MCP, token, Some(&session), ECHO).await;
            assert_eq!(answer.status(), status);
        }
    }

    #[tokio::test]
    async fn streams_end_at_shutdown() {
        let application = replica(&Arc::default());
        let token = token(&application, "ada").await;
        let router = routes(&application);
        let session = opened(&router, &token).await;
        let streams = [
            send(&router, "GET", paths::MCP, &token, Some(&session), "").await,
            send(&router, "GET", paths::SSE, &token, None, "").await,
        ];
        application.shutdown.cancel();
        for stream in streams {
            assert_eq!(stream.status(), 200);
            text(stream).await;
        }
    }
}
