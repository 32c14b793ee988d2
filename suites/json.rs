//! What checks ask of a JSON document.

use serde_json::Value;

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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::null_member;

    #[test]
    fn the_first_null_is_found_by_its_pointer() {
        assert_eq!(null_member(&json!({"a": [1, {"b/c": null}]})).as_deref(), Some("/a/1/b~1c"));
        assert_eq!(null_member(&json!({"a": "null", "b": []})), None);
    }
}
