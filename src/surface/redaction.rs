//! What of an answer is another each time, or secret: replaced by its name, by rules that can be read.

use serde_json::{Value, json};

use super::part::Part;

/// Members that differ from answer to answer.
#[derive(Debug)]
pub struct Rule {
    /// Where.
    pub parts: &'static [Part],
    /// The members' names.
    pub members: &'static [&'static str],
    /// Why they are not kept.
    pub why: &'static str,
}

/// The rules. A value is replaced by its member's name and, where it is no string, its type; `null`, an empty string and
/// zero stay: they mean something ("the secret never expires"), and clients mind.
pub const RULES: &[Rule] = &[
    Rule {
        parts: &[Part::Registration],
        members: &["client_id", "client_id_issued_at", "registration_client_uri", "id"],
        why: "each registration makes another client (RFC 7591 §3.2.1, RFC 7592 §3)",
    },
    Rule {
        parts: &[Part::Registration],
        members: &["client_secret", "client_secret_expires_at", "registration_access_token"],
        why: "secrets of this client, and when they end",
    },
    Rule {
        parts: &[Part::Token],
        members: &["access_token", "refresh_token", "id_token", "session_state"],
        why: "secrets of this grant (RFC 6749 §5.1)",
    },
    Rule {
        parts: &[Part::Registration, Part::Token],
        members: &["created_at", "updated_at", "expires_at", "issued_at"],
        why: "moments",
    },
    Rule {
        parts: &[Part::ChallengePost, Part::ChallengeGet, Part::ChallengeUnknownToken, Part::Registration],
        members: &[
            "nonce",
            "request_id",
            "requestId",
            "trace_id",
            "traceId",
            "correlation_id",
            "correlationId",
            "error_id",
            "timestamp",
        ],
        why: "numbers of this one request, for the operator's log",
    },
];

/// `value` of `part` without what differs from answer to answer. A lifetime is rounded to ten seconds: some servers
/// count it down from the moment at which they made the token.
pub(super) fn redacted(part: Part, value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let shown = members.iter().map(|(name, value)| (name.clone(), member(part, name, value)));
            Value::Object(shown.collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| redacted(part, item)).collect()),
        scalar => scalar.clone(),
    }
}

fn member(part: Part, name: &str, value: &Value) -> Value {
    if part == Part::Token && name.ends_with("expires_in") {
        return value.as_u64().map_or(value.clone(), |seconds| json!((seconds + 5) / 10 * 10));
    }
    if !is_volatile(part, name) {
        return redacted(part, value);
    }
    match value {
        Value::String(text) if !text.is_empty() => json!(format!("[{name}]")),
        Value::Number(number) if number.as_f64() != Some(0.0) => json!(format!("[{name}, a number]")),
        value => redacted(part, value),
    }
}

/// Whether the rules hide the member `name` of `part`.
pub(super) fn is_volatile(part: Part, name: &str) -> bool {
    RULES.iter().any(|rule| rule.parts.contains(&part) && rule.members.contains(&name))
}
