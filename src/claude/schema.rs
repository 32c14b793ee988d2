//! The schemas by which the SDK inside Claude Code and mcp-remote reads what a server sends (`@modelcontextprotocol/sdk`
//! 1.32.2, measured): an absent member is fine, a null or another type is an issue.

use serde_json::{Value, json};
use suites::client::Nulls;

/// What a member must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Url,
    UrlOrEmpty,
    List,
    Number,
    /// A number, or a text that is one.
    Coerced,
    Flag,
}

/// A document's members, in the order in which issues are listed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schema(&'static [(&'static str, Kind)]);

/// Protected resource metadata.
pub(super) const RESOURCE_METADATA: Schema = Schema(&[
    ("resource", Kind::Url),
    ("authorization_servers", Kind::List),
    ("jwks_uri", Kind::Url),
    ("scopes_supported", Kind::List),
    ("bearer_methods_supported", Kind::List),
    ("resource_name", Kind::Text),
    ("resource_documentation", Kind::Text),
    ("resource_policy_uri", Kind::Url),
    ("resource_tos_uri", Kind::Url),
]);

/// Authorization server metadata.
pub(super) const SERVER_METADATA: Schema = Schema(&[
    ("issuer", Kind::Text),
    ("authorization_endpoint", Kind::Url),
    ("token_endpoint", Kind::Url),
    ("registration_endpoint", Kind::Url),
    ("scopes_supported", Kind::List),
    ("response_types_supported", Kind::List),
    ("response_modes_supported", Kind::List),
    ("grant_types_supported", Kind::List),
    ("token_endpoint_auth_methods_supported", Kind::List),
    ("service_documentation", Kind::Url),
    ("revocation_endpoint", Kind::Url),
    ("introspection_endpoint", Kind::Text),
    ("code_challenge_methods_supported", Kind::List),
    ("client_id_metadata_document_supported", Kind::Flag),
]);

/// Authorization server metadata at an `OpenID` Connect location.
pub(super) const OPENID_METADATA: Schema = Schema(&[
    ("issuer", Kind::Text),
    ("authorization_endpoint", Kind::Url),
    ("token_endpoint", Kind::Url),
    ("userinfo_endpoint", Kind::Url),
    ("jwks_uri", Kind::Url),
    ("registration_endpoint", Kind::Url),
    ("scopes_supported", Kind::List),
    ("response_types_supported", Kind::List),
    ("response_modes_supported", Kind::List),
    ("grant_types_supported", Kind::List),
    ("acr_values_supported", Kind::List),
    ("subject_types_supported", Kind::List),
    ("id_token_signing_alg_values_supported", Kind::List),
    ("token_endpoint_auth_methods_supported", Kind::List),
    ("code_challenge_methods_supported", Kind::List),
    ("client_id_metadata_document_supported", Kind::Flag),
]);

/// A registration response.
pub(super) const REGISTRATION: Schema = Schema(&[
    ("redirect_uris", Kind::List),
    ("token_endpoint_auth_method", Kind::Text),
    ("grant_types", Kind::List),
    ("response_types", Kind::List),
    ("client_name", Kind::Text),
    ("client_uri", Kind::Url),
    ("logo_uri", Kind::UrlOrEmpty),
    ("scope", Kind::Text),
    ("contacts", Kind::List),
    ("tos_uri", Kind::UrlOrEmpty),
    ("policy_uri", Kind::Text),
    ("jwks_uri", Kind::Url),
    ("software_id", Kind::Text),
    ("software_version", Kind::Text),
    ("software_statement", Kind::Text),
    ("client_id", Kind::Text),
    ("client_secret", Kind::Text),
    ("client_id_issued_at", Kind::Number),
    ("client_secret_expires_at", Kind::Number),
]);

/// A token response.
pub(super) const TOKEN: Schema = Schema(&[
    ("access_token", Kind::Text),
    ("id_token", Kind::Text),
    ("token_type", Kind::Text),
    ("expires_in", Kind::Coerced),
    ("scope", Kind::Text),
    ("refresh_token", Kind::Text),
]);

impl Schema {
    /// The issues of `body`: members of the wrong type, unless nulls count as absent, and `required` ones missing.
    pub(super) fn issues(self, body: &Value, required: &[&str], nulls: Nulls) -> Vec<Value> {
        let member_issue = |(name, kind): &(&'static str, Kind)| {
            let member = body.get(name).filter(|member| !(nulls == Nulls::Absent && member.is_null()));
            match member {
                Some(member) => kind.issue(name, member),
                None => required.contains(name).then(|| wrong_type(name, kind.name(), "undefined")),
            }
        };
        self.0.iter().filter_map(member_issue).collect()
    }
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Text | Self::Url | Self::UrlOrEmpty => "string",
            Self::List => "array",
            Self::Number | Self::Coerced => "number",
            Self::Flag => "boolean",
        }
    }

    fn issue(self, name: &str, member: &Value) -> Option<Value> {
        let fits = match self {
            Self::Text | Self::Url | Self::UrlOrEmpty => member.is_string(),
            Self::List => member.is_array(),
            Self::Number => member.is_number(),
            Self::Coerced => member.as_str().is_none_or(|text| text.trim().parse::<f64>().is_ok()),
            Self::Flag => member.is_boolean(),
        };
        match (fits, self) {
            (true, Self::Url) if member.as_str().is_some_and(|text| url::Url::parse(text).is_err()) => Some(
                json!({"code": "invalid_format", "format": "url", "path": [name], "message": "Invalid URL"}),
            ),
            (true, _) => None,
            (false, Self::UrlOrEmpty) => Some(no_url_and_not_empty(name, member)),
            (false, _) => Some(wrong_type(name, self.name(), type_name(member))),
        }
    }
}

fn wrong_type(name: &str, expected: &str, received: &str) -> Value {
    let message = format!("Invalid input: expected {expected}, received {received}");
    json!({"expected": expected, "code": "invalid_type", "path": [name], "message": message})
}

fn no_url_and_not_empty(name: &str, member: &Value) -> Value {
    let mut text = wrong_type(name, "string", type_name(member));
    text["path"] = json!([]);
    let empty = json!({"code": "invalid_value", "values": [""], "path": [], "message": "Invalid input: expected \"\""});
    json!({"code": "invalid_union", "errors": [[text], [empty]], "path": [name], "message": "Invalid input"})
}

const fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Issues on one line, as Claude Code prints them.
pub(super) fn on_one_line(issues: &[Value]) -> String {
    let pretty = in_lines(issues);
    pretty.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Issues over several lines, as mcp-remote prints them.
pub(super) fn in_lines(issues: &[Value]) -> String {
    serde_json::to_string_pretty(issues).expect("values are JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_null_is_an_issue_in_the_words_of_the_recording() {
        let body = json!({"redirect_uris": [], "client_id": "x", "client_uri": null});
        let issues = REGISTRATION.issues(&body, &["redirect_uris"], Nulls::Fails);
        assert_eq!(
            on_one_line(&issues),
            r#"[ { "expected": "string", "code": "invalid_type", "path": [ "client_uri" ], "message": "Invalid input: expected string, received null" } ]"#
        );
    }

    #[test]
    fn a_missing_member_is_an_issue_where_it_is_required() {
        let issues = SERVER_METADATA.issues(&json!({}), &["response_types_supported"], Nulls::Fails);
        assert_eq!(
            on_one_line(&issues),
            r#"[ { "expected": "array", "code": "invalid_type", "path": [ "response_types_supported" ], "message": "Invalid input: expected array, received undefined" } ]"#
        );
    }

    #[test]
    fn a_null_is_absent_for_a_client_that_reads_it_so() {
        let body = json!({"scope": null, "expires_in": "3600"});
        assert_eq!(TOKEN.issues(&body, &[], Nulls::Absent), Vec::<Value>::new());
        assert_eq!(TOKEN.issues(&body, &[], Nulls::Fails).len(), 1);
    }
}
