//! The canonical form of JSON: what means the same looks the same.

use serde_json::{Map, Value};

/// Arrays whose order means nothing, besides those called `…_supported`: RFC 7591 §2, and `required` of a JSON Schema.
///
/// `authorization_servers` is none of them: clients take the first.
const SETS: &[&str] = &["contacts", "grant_types", "redirect_uris", "required", "response_types"];

/// `value` with the members of objects and the items of sets in order.
pub fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(name, value)| (name.clone(), member(name, value))).collect();
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            Value::Object(Map::from_iter(members))
        }
        Value::Array(items) => Value::Array(items.iter().map(canonical).collect()),
        scalar => scalar.clone(),
    }
}

/// A member in its canonical form; what a `scope` lists is a set, too (RFC 6749 §3.3).
fn member(name: &str, value: &Value) -> Value {
    match value {
        Value::String(text) if name == "scope" => Value::String(scope(text)),
        Value::Array(items) if is_set(name) && items.iter().all(is_scalar) => {
            let mut items = items.clone();
            items.sort_by_cached_key(Value::to_string);
            Value::Array(items)
        }
        value => canonical(value),
    }
}

/// The scope with its tokens in order.
pub(super) fn scope(text: &str) -> String {
    let mut tokens: Vec<_> = text.split_ascii_whitespace().collect();
    tokens.sort_unstable();
    tokens.join(" ")
}

fn is_set(name: &str) -> bool {
    name.ends_with("_supported") || SETS.contains(&name)
}

fn is_scalar(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

/// `value` with every string replaced by what `change` makes of it.
pub(super) fn with_strings(value: &Value, change: &impl Fn(&str) -> String) -> Value {
    match value {
        Value::Object(members) => {
            let changed = |(name, value): (&String, &Value)| (name.clone(), with_strings(value, change));
            Value::Object(members.iter().map(changed).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| with_strings(item, change)).collect()),
        Value::String(text) => Value::String(change(text)),
        scalar => scalar.clone(),
    }
}
