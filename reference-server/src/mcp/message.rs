use std::borrow::Cow;

use axum::{
    Json,
    body::{Body, Bytes, to_bytes},
    extract::Request,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

/// The largest message that is read; rmcp's own limit.
const LARGEST_MESSAGE: usize = 4 * 1024 * 1024;

/// As much of a JSON-RPC message as decides who serves it and what it needs.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Message<'a> {
    #[serde(borrow)]
    method: Option<Cow<'a, str>>,
    #[serde(borrow)]
    params: Option<Params<'a>>,
}

#[derive(Debug, Deserialize)]
struct Params<'a> {
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
}

impl<'a> Message<'a> {
    /// Reads ahead. What is JSON but no message is left to rmcp, which refuses it.
    pub(super) fn parse(body: &'a [u8]) -> Result<Self, Malformed> {
        match serde_json::from_slice(body) {
            Ok(message) => Ok(message),
            Err(error) if error.is_data() => Ok(Self::default()),
            Err(_) => Err(Malformed::NotJson),
        }
    }

    /// Is it the request that opens a session?
    pub(super) fn is_initialize(&self) -> bool {
        self.method.as_deref() == Some("initialize")
    }

    /// The tool that it calls.
    pub(super) fn tool(&self) -> Option<&str> {
        self.method.as_deref().filter(|method| *method == "tools/call")?;
        self.params.as_ref()?.name.as_deref()
    }
}

/// The parameters of a message.
pub(super) fn params(body: &[u8]) -> Value {
    serde_json::from_slice::<Value>(body).map_or(Value::Null, |mut message| message["params"].take())
}

/// The body of a request, and the request with that body.
pub(super) async fn read(request: Request) -> Result<(Request, Bytes), Response> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_MESSAGE)
        .await
        .map_err(|_| StatusCode::PAYLOAD_TOO_LARGE.into_response())?;
    Ok((Request::from_parts(head, Body::from(body.clone())), body))
}

/// Why a body is no message.
#[derive(Debug)]
pub(super) enum Malformed {
    NotJson,
    NotMessage,
}

impl IntoResponse for Malformed {
    /// JSON-RPC 2.0 section 5; the one place where the specification demands a null id.
    fn into_response(self) -> Response {
        let code = match self {
            Self::NotJson => -32700,
            Self::NotMessage => -32600,
        };
        let error = json!({ "code": code, "message": "expected a JSON-RPC message" });
        let body = Json(json!({ "jsonrpc": "2.0", "id": null, "error": error }));
        (StatusCode::BAD_REQUEST, body).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_names_its_tool() {
        let tool =
            |body: &'static str| Message::parse(body.as_bytes()).unwrap().tool().map(ToOwned::to_owned);
        let call =
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"si\u0067n","arguments":{}}}"#;
        assert_eq!(tool(call).as_deref(), Some("sign"));
        assert_eq!(tool(r#"{"method":"prompts/get","params":{"name":"sign"}}"#), None);
        assert_eq!(tool(r#"{"method":"tools/call"}"#), None);
    }

    #[test]
    fn what_is_no_message_is_told_from_what_is_no_json() {
        for body in ["[]", "1", r#"{"method":1}"#, r#"{"method":"initialize","method":"initialize"}"#] {
            assert!(!Message::parse(body.as_bytes()).unwrap().is_initialize(), "{body}");
        }
        assert!(Message::parse(br#"{"method":"initialize"}"#).unwrap().is_initialize());
        for body in ["", "{", "{]"] {
            assert!(Message::parse(body.as_bytes()).is_err(), "{body}");
        }
    }

    #[test]
    fn the_parameters_are_taken_out() {
        assert_eq!(params(br#"{"params":{"a":[1]}}"#), json!({ "a": [1] }));
        assert_eq!(params(b"{}"), Value::Null);
    }
}
