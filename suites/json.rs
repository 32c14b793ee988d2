//! What checks ask of a JSON document.

use serde_json::Value;

use crate::{
    check::{Finding, Judgement, ensure},
    exchange::{Exchange, Response},
};

/// The code of an OAuth error response (RFC 6749 §5.2, RFC 7591 §3.2.2).
pub(crate) fn error_code(response: &Response) -> Option<String> {
    Some(response.json()?.get("error")?.as_str()?.to_owned())
}

/// What an endpoint that speaks JSON answered, in a few words and without a value that may be a secret.
pub(crate) fn answer(exchange: &Exchange) -> String {
    match error_code(&exchange.response) {
        Some(code) => format!("status {} with the error `{code}`", exchange.response.status),
        None => exchange.summary(),
    }
}

/// Passes where a response is called `application/json`.
pub(crate) fn named_json(exchange: &Exchange) -> Judgement {
    let media_type = exchange.response.media_type();
    ensure(media_type == "application/json", || {
        Finding::new("`application/json`", format!("`{media_type}`")).at_header(exchange, "content-type")
    })
}

/// The JSON pointer (RFC 6901) of the first null in `value`, outermost first.
pub(crate) fn null_member(value: &Value) -> Option<String> {
    let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
    let members: Vec<(String, &Value)> = match value {
        Value::Null => return Some(String::new()),
        Value::Array(items) => items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect(),
        Value::Object(members) => members.iter().map(|(name, member)| (escaped(name), member)).collect(),
        _ => return None,
    };
    members
        .iter()
        .find_map(|(name, member)| null_member(member).map(|below| format!("/{name}{below}")))
}

/// The JSON pointer of the first null in one of the members called `names`.
pub(crate) fn null_among(document: &Value, names: &[&str]) -> Option<String> {
    let below = |name: &&str| null_member(document.get(*name)?).map(|below| format!("/{name}{below}"));
    names.iter().find_map(below)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use url::Url;

    use super::{answer, null_among, null_member};
    use crate::exchange::{Exchange, Request, Response};

    #[test]
    fn an_answer_is_told_by_its_status_and_error() {
        let request = Request::new("POST", Url::parse("https://server.example/token").expect("literal"));
        let body = json!({"error": "invalid_grant", "error_description": "the code `secret` was used"});
        let response = Response::json_with(400, &body);
        let exchange = Exchange { index: 0, request, response, failure: None, started_ms: 0, duration_ms: 0 };
        assert_eq!(answer(&exchange), "status 400 with the error `invalid_grant`");
    }

    #[test]
    fn the_first_null_is_found_by_its_pointer() {
        assert_eq!(null_member(&json!({"a": [1, {"b/c": null}]})).as_deref(), Some("/a/1/b~1c"));
        assert_eq!(null_member(&json!({"a": "null", "b": []})), None);
    }

    #[test]
    fn a_null_counts_in_the_named_members_only() {
        let document = json!({"x_note": null, "scopes_supported": ["a", null]});
        assert_eq!(
            null_among(&document, &["resource", "scopes_supported"]).as_deref(),
            Some("/scopes_supported/1")
        );
        assert_eq!(null_among(&document, &["resource"]), None);
    }
}
