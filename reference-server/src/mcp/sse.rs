use std::{
    collections::HashMap,
    error::Error,
    future::ready,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Extension,
    extract::{RawQuery, Request, State},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{StreamExt as _, stream};
use http::{StatusCode, header::RETRY_AFTER};
use rmcp::{
    model::{ClientJsonRpcMessage, ServerJsonRpcMessage},
    service::serve_server_with_ct,
};
use tokio::sync::mpsc::{self, error::TrySendError};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::{CancellationToken, DropGuard, PollSender};

use super::{
    message::{self, Malformed, Message},
    tools::{self, Tools},
};
use crate::{
    application::Application,
    challenge,
    grant::Access,
    mcp_session::Owner,
    parameters::Parameters,
    paths,
    secret::{Digest, Secret},
};

/// How many messages wait in one direction before the sender has to.
const QUEUE: usize = 16;

/// The HTTP+SSE transport (MCP 2024-11-05, HTTP with SSE): a stream from the server, and an endpoint to which the client
/// posts. Streamable HTTP has replaced it, and rmcp's server has it no more, so rmcp serves a pair of queues here.
///
/// A stream is a connection, so its session lives in this process and ends with it. Where several processes serve one origin,
/// the proxy in front has to send both paths of a client to the same one; Streamable HTTP needs no such thing.
#[derive(Clone)]
pub(crate) struct Streams {
    application: Arc<Application>,
    open: Arc<Mutex<HashMap<Digest, Session>>>,
}

/// An open stream, seen from the endpoint to which its client posts.
struct Session {
    owner: Owner,
    incoming: mpsc::Sender<ClientJsonRpcMessage>,
    outgoing: mpsc::Sender<ServerJsonRpcMessage>,
}

/// An open stream, seen from its connection: when that is gone, the session is.
struct Connection {
    streams: Streams,
    session: Digest,
    messages: mpsc::Receiver<ServerJsonRpcMessage>,
    _end: DropGuard,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.streams.open().remove(&self.session);
    }
}

impl Streams {
    pub(crate) fn new(application: &Arc<Application>) -> Self {
        Self { application: Arc::clone(application), open: Arc::default() }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<Digest, Session>> {
        self.open.lock().expect("nothing panics while it holds the lock")
    }

    /// A new session under this identifier, served until its connection or this process ends.
    fn connect(&self, id: &Secret, owner: Owner) -> (Connection, CancellationToken) {
        let (incoming, from_client) = mpsc::channel(QUEUE);
        let (outgoing, messages) = mpsc::channel(QUEUE);
        let end = self.application.shutdown.child_token();
        let transport = (PollSender::new(outgoing.clone()), ReceiverStream::new(from_client));
        let ended = end.clone();
        tokio::spawn(async move {
            match serve_server_with_ct(Tools, transport, ended.clone()).await {
                Ok(service) => drop(service.waiting().await),
                Err(error) => {
                    tracing::info!(error = &error as &dyn Error, "a client of HTTP+SSE did not initialize");
                }
            }
            ended.cancel();
        });
        self.open().insert(id.digest(), Session { owner, incoming, outgoing });
        let (streams, session) = (self.clone(), id.digest());
        (Connection { streams, session, messages, _end: end.clone().drop_guard() }, end)
    }

    /// Puts a message before the session that its sender opened.
    fn accept(&self, id: &str, owner: &Owner, message: ClientJsonRpcMessage) -> Result<(), Refusal> {
        let open = self.open();
        let session = open.get(&Digest::of(id)).filter(|session| session.owner == *owner);
        let session = session.ok_or(Refusal::UnknownSession)?;
        if session.outgoing.capacity() == 0 {
            return Err(Refusal::Overrun);
        }
        session.incoming.try_send(message).map_err(|error| match error {
            TrySendError::Full(_) => Refusal::Overrun,
            TrySendError::Closed(_) => Refusal::UnknownSession,
        })
    }
}

/// Why a message is not accepted.
enum Refusal {
    /// Nobody opened it, or somebody else did.
    UnknownSession,
    /// The client posts faster than it reads its stream.
    Overrun,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::UnknownSession => (StatusCode::NOT_FOUND, "the session is unknown").into_response(),
            Self::Overrun => {
                let sentence = "read the stream before you post more";
                (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "1")], sentence).into_response()
            }
        }
    }
}

/// Opens a stream. Its first event says where to post: a path with the identifier of the session, relative to this URL.
pub(crate) async fn open_stream(
    State(streams): State<Streams>,
    Extension(access): Extension<Access>,
) -> Response {
    let id = Secret::random();
    let (connection, end) = streams.connect(&id, Owner::of(&access));
    let endpoint = format!("{}?session_id={}", paths::MESSAGES, id.reveal());
    let first = Event::default().event("endpoint").data(endpoint);
    let rest = stream::unfold(connection, async |mut connection| {
        let message = connection.messages.recv().await?;
        Some((Event::default().event("message").json_data(message), connection))
    });
    let events = stream::once(ready(Ok(first))).chain(rest).take_until(end.cancelled_owned());
    // nginx would collect the events before it passes them on.
    let unbuffered = [("x-accel-buffering", "no")];
    (unbuffered, Sse::new(events).keep_alive(KeepAlive::default())).into_response()
}

/// Accepts a message, whose answer comes by the stream.
pub(crate) async fn accept_message(
    State(streams): State<Streams>,
    Extension(access): Extension<Access>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    let id = match parameters.required("session_id", "expected the parameter `session_id`") {
        Ok(id) => id,
        Err(error) => return error.into_response(),
    };
    let (request, body) = match message::read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let ahead = match Message::parse(&body) {
        Ok(message) => message,
        Err(error) => return error.into_response(),
    };
    if let Some(needed) = tools::scope_that_lacks(&ahead, &access) {
        let metadata = paths::SSE;
        return challenge::insufficient_scope(&streams.application.settings, metadata, &access, &needed);
    }
    let Ok(mut message) = serde_json::from_slice::<ClientJsonRpcMessage>(&body) else {
        return Malformed::NotMessage.into_response();
    };
    message.insert_extension(request.into_parts().0);
    match streams.accept(id, &Owner::of(&access), message) {
        Ok(()) => StatusCode::ACCEPTED.into_response(),
        Err(refusal) => refusal.into_response(),
    }
}
