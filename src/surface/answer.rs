//! An answer as a surface keeps it: the status, the header fields that matter, the body where it is JSON.

use serde_json::{Map, Value, json};
use suites::{
    exchange::{Exchange, Response},
    oauth::challenge::{self, Challenge},
};

use super::{canonical::scope, part::Part, redaction::is_volatile};

/// The header fields that are kept: those that some client reads, and those that caches obey.
const HEADERS: &[&str] =
    &["access-control-allow-origin", "allow", "cache-control", "content-type", "location"];

/// The answer, and where it redirects, the one at the end.
pub(super) fn answers(part: Part, exchanges: &[&Exchange]) -> Value {
    let mut shown = exchanges.first().map_or(Value::Null, |first| answer(part, &first.response));
    if let (Some(members), [_, .., last]) = (shown.as_object_mut(), exchanges) {
        members.insert("redirected".into(), answer(part, &last.response));
    }
    shown
}

/// The answer.
pub(super) fn answer(part: Part, response: &Response) -> Value {
    let mut shown = Map::new();
    shown.insert("status".into(), json!(response.status));
    shown.insert("headers".into(), Value::Object(headers(part, response)));
    // What stands in the place of a document that is not there says nothing, and says it differently each time.
    let is_missing = part.is_metadata() && response.status != 200;
    if let Some(body) = body(response).filter(|_| !is_missing) {
        shown.insert("body".into(), body);
    }
    Value::Object(shown)
}

fn headers(part: Part, response: &Response) -> Map<String, Value> {
    let mut shown = Map::new();
    for name in HEADERS {
        let values: Vec<_> = response.headers.all(name).collect();
        if !values.is_empty() {
            shown.insert((*name).into(), json!(values.join(", ")));
        }
    }
    let challenges = response.headers.all("www-authenticate");
    let challenges: Vec<_> = challenges.flat_map(|value| challenges_in(part, value)).collect();
    if !challenges.is_empty() {
        shown.insert("www-authenticate".into(), Value::Array(challenges));
    }
    shown
}

/// The challenges of one header field: parsed where the grammar allows and nothing is lost by it, else as they stand.
fn challenges_in(part: Part, value: &str) -> Vec<Value> {
    match challenge::parse(value) {
        Ok(challenges) if challenges.iter().all(|challenge| challenge.repeated().is_empty()) => {
            challenges.iter().map(|challenge| shown_challenge(part, challenge)).collect()
        }
        _ => vec![json!(value)],
    }
}

/// A challenge as an object: the order of its parameters means nothing (RFC 9110 §11.2), nor the case of their names.
fn shown_challenge(part: Part, challenge: &Challenge) -> Value {
    let parameter = |(name, value): &(String, String)| {
        let name = name.to_ascii_lowercase();
        let value = match name.as_str() {
            "scope" => scope(value),
            name if is_volatile(part, name) => format!("[{name}]"),
            _ => value.clone(),
        };
        (name, Value::String(value))
    };
    let mut shown = Map::new();
    shown.insert("scheme".into(), json!(challenge.scheme));
    if let Some(token68) = &challenge.token68 {
        shown.insert("token68".into(), json!(token68));
    }
    let parameters: Map<_, _> = challenge.parameters.iter().map(parameter).collect();
    shown.insert("parameters".into(), Value::Object(parameters));
    Value::Object(shown)
}

fn body(response: &Response) -> Option<Value> {
    if response.body.trim().is_empty() {
        return None;
    }
    let other = || json!("[no JSON]");
    Some(response.json().unwrap_or_else(other))
}

/// The tools of an answer by name, else the answer. A tool's place in the list means nothing.
pub(super) fn tools(pages: &[&Exchange]) -> Value {
    let listed =
        |exchange: &&Exchange| exchange.response.json()?.pointer("/result/tools")?.as_array().cloned();
    let mut tools = Map::new();
    for page in pages {
        let Some(list) = listed(page) else { return answer(Part::Tools, &page.response) };
        for (place, tool) in list.into_iter().enumerate() {
            let name = tool["name"].as_str().map_or_else(|| format!("[{place}]"), str::to_owned);
            tools.insert(name, tool);
        }
    }
    json!({ "tools": tools })
}
