//! MCP itself, as far as a client's connection hangs on it.

mod answers_are_json_or_event_stream;
mod ended_session_is_not_found;
mod foreign_origin_is_forbidden;
mod header_and_meta_versions_agree;
mod incomplete_meta_is_invalid;
mod initialize_is_refused_with_versions;
mod initialize_negotiates_a_version;
mod method_header_is_checked;
mod method_not_allowed_lists_methods;
mod missing_session_id_is_a_bad_request;
mod missing_version_header_is_survivable;
mod notification_is_accepted;
mod older_methods_are_not_allowed;
mod own_origin_is_let_in;
mod server_discover_is_implemented;
mod server_discover_is_survivable;
mod session_can_be_ended;
mod session_holds_on_every_request;
mod session_id_is_visible_ascii;
mod session_ids_are_random;
mod session_ids_of_older_clients_are_ignored;
mod stream_request_is_answered;
mod tool_list_is_the_same_on_each_connection;
mod tools_are_listed_without_a_session;
mod unknown_method_is_not_found;
mod unknown_session_is_not_found;
mod unsupported_version_header_is_refused;
mod unsupported_version_is_named;

use std::sync::Arc;

use crate::{
    check::{Shortfall, Suite},
    client::STATELESS,
    fault::Answered,
    prelude::*,
    steps::{Opening, list, list_tools},
};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "transport",
    title: "the MCP endpoint answers the messages around the tools",
    checks: &[
        &initialize_negotiates_a_version::CHECK,
        &notification_is_accepted::CHECK,
        &answers_are_json_or_event_stream::CHECK,
        &server_discover_is_survivable::CHECK,
        &server_discover_is_implemented::CHECK,
        &stream_request_is_answered::CHECK,
        &method_not_allowed_lists_methods::CHECK,
        &own_origin_is_let_in::CHECK,
        &foreign_origin_is_forbidden::CHECK,
        &session_holds_on_every_request::CHECK,
        &tools_are_listed_without_a_session::CHECK,
        &missing_session_id_is_a_bad_request::CHECK,
        &unknown_session_is_not_found::CHECK,
        &session_can_be_ended::CHECK,
        &ended_session_is_not_found::CHECK,
        &session_id_is_visible_ascii::CHECK,
        &session_ids_are_random::CHECK,
        &missing_version_header_is_survivable::CHECK,
        &unsupported_version_header_is_refused::CHECK,
        &unsupported_version_is_named::CHECK,
        &header_and_meta_versions_agree::CHECK,
        &method_header_is_checked::CHECK,
        &incomplete_meta_is_invalid::CHECK,
        &unknown_method_is_not_found::CHECK,
        &tool_list_is_the_same_on_each_connection::CHECK,
        &initialize_is_refused_with_versions::CHECK,
        &older_methods_are_not_allowed::CHECK,
        &session_ids_of_older_clients_are_ignored::CHECK,
    ],
};

/// A session that nobody opened.
const UNKNOWN_SESSION: &str = "00000000-0000-4000-8000-000000000000";

/// The answered `initialize`; inapplicable where the server speaks only the revision that has none.
async fn opening(session: &dyn Session) -> Result<Opening, Shortfall> {
    match session.opening().await {
        Err(Obstacle::Step { .. }) if discovered(session).await? => {
            Err(inapplicable("the server speaks MCP 2026-07-28 only, which has no `initialize`"))
        }
        opening => Ok(opening?),
    }
}

async fn discovered(session: &dyn Session) -> Result<bool, Obstacle> {
    let answer = session.discovery().await?.response.json();
    Ok(answer.is_some_and(|body| body.get("result").is_some()))
}

/// A finding where the server left the request without an answer, the obstacle otherwise.
fn silence(expected: &str, obstacle: Obstacle) -> Shortfall {
    match obstacle {
        Obstacle::TimedOut { seconds, .. } => {
            Finding::new(expected, format!("no answer within {seconds} s")).into()
        }
        other => other.into(),
    }
}

/// The answered `initialize` with the id of the session that it opened; inapplicable where it opened none.
async fn session_opened(session: &dyn Session) -> Result<(Opening, String), Shortfall> {
    let opening = opening(session).await?;
    match opening.session_id.clone() {
        Some(id) => Ok((opening, id)),
        None => Err(inapplicable("the server opens no session")),
    }
}

/// The answer to `tools/list` without the id of the session in which it was answered before.
async fn listed_without_a_session(session: &dyn Session) -> Result<Arc<Exchange>, Shortfall> {
    let (opening, _) = session_opened(session).await?;
    session.accepted_list().await?;
    let request = session.message(&opening, &list_tools(1)).without("mcp-session-id");
    Ok(session.observe(request).await?)
}

/// A session that was opened to be ended, and the answer to its DELETE: once in a run.
async fn ended_session(session: &dyn Session) -> Result<(Opening, Arc<Exchange>), Shortfall> {
    session_opened(session).await?;
    let opening = session.another_opening("to-be-ended").await?;
    if opening.session_id.is_none() {
        return Err(inapplicable("the server opens no second session"));
    }
    let exchange = session.observe(session.deletion(&opening)).await?;
    Ok((opening, exchange))
}

/// `tools/list` under another id, from a server that answers it and that agreed on a version of which each message carries
/// the header field. An id is used once in a session.
async fn versioned_list(session: &dyn Session, id: &str) -> Result<Request, Shortfall> {
    let opening = opening(session).await?;
    if opening.revision() < V2025_06_18.name() {
        return Err(inapplicable(format!("the server speaks MCP {}", opening.revision())));
    }
    session.accepted_list().await?;
    Ok(session.message(&opening, &list_tools(id)))
}

/// A request on the wire of MCP 2026-07-28 that was answered with a result: the control of those with one thing wrong.
async fn stateless(session: &dyn Session) -> Result<Arc<Exchange>, Shortfall> {
    let exchange = session.discovery().await?;
    let result = exchange.response.json().unwrap_or_default()["result"].take();
    if !list(&result, "supportedVersions").unwrap_or_default().contains(&STATELESS) {
        return Err(inapplicable("the server does not say that it speaks MCP 2026-07-28"));
    }
    if result["capabilities"].get("tools").is_none() {
        return Ok(exchange);
    }
    let tokens = session.tokens().await?;
    let request = session.stateless(tokens.grant.access_token.reveal(), "tools/list");
    let exchange = session.settle(request).await?;
    let answer = exchange.response.json().unwrap_or_default();
    if exchange.response.is_success() && answer.get("result").is_some() {
        return Ok(exchange);
    }
    Err(Obstacle::control(format!("`tools/list` got {}", answered(&exchange))).into())
}

/// Such a request with the refusal of `initialize`, from a server that speaks no older revision.
async fn stateless_only(session: &dyn Session) -> Result<(Arc<Exchange>, Arc<Exchange>), Shortfall> {
    let control = stateless(session).await?;
    if session.opening().await.is_ok() {
        return Err(inapplicable("the server speaks older revisions too"));
    }
    let tokens = session.tokens().await?;
    let request = session.authorized_request(tokens.grant.access_token.reveal());
    let refusal = session.settle(request).await?;
    if matches!(refusal.response.status, 401 | 403 | 500..) {
        return Err(Obstacle::step("`initialize`", refusal.summary()).into());
    }
    Ok((control, refusal))
}

/// Passes where the server refuses a request with this status and JSON-RPC error.
async fn refuses(session: &dyn Session, request: Request, status: u16, code: i64) -> Judgement {
    let exchange = session.observe(request).await?;
    let body = exchange.response.json().unwrap_or_default();
    ensure(exchange.response.status == status && body["error"]["code"] == code, || {
        let expected = format!("status {status} with the error {code}");
        Finding::new(expected, answered(&exchange)).at_status(&exchange)
    })
}

/// What was answered to a message, in a few words.
fn answered(exchange: &Exchange) -> String {
    let body = exchange.response.json().unwrap_or_default();
    match body["error"]["code"].as_i64() {
        Some(code) => format!("status {} with the error {code}", exchange.response.status),
        None => exchange.summary(),
    }
}

/// Whether a message on the wire of MCP 2026-07-28 was answered.
fn is_stateless(answer: &Answered<'_>) -> bool {
    answer.request.headers.first("mcp-protocol-version") == Some(STATELESS)
}

/// Makes of the answer to `initialize` that of a server which has none: this error.
fn refuse_initialize(answer: &mut Answered<'_>, error: &Value) {
    if answer.response.is_success() && answer.request.body.contains("\"initialize\"") {
        let message = json!({"jsonrpc": "2.0", "id": 0, "error": error});
        *answer.response = Response::json_with(400, &message);
    }
}

/// Makes of the answer to `initialize` that of a server of MCP 2026-07-28 only.
fn speak_no_older_revision(answer: &mut Answered<'_>) {
    let data = json!({"supported": [STATELESS]});
    let error = json!({"code": -32022, "message": "unsupported protocol version", "data": data});
    refuse_initialize(answer, &error);
}
