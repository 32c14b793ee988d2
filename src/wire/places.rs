//! The places where secrets stand: in queries and forms, in header fields, in JSON.

use url::form_urlencoded;

/// The parameters, fields and members whose values are secret (RFC 6749 §10, RFC 7591 §3.2.1, RFC 7592 §3).
const SECRET_NAMES: &[&str] = &[
    "access_token",
    "refresh_token",
    "id_token",
    "client_secret",
    "registration_access_token",
    "code",
    "code_verifier",
    "state",
    "password",
    "assertion",
    "client_assertion",
    "token",
    "ticket",
];

/// The members of a JSON Web Key that are secret (RFC 7518 §6.2.2, §6.3.2, §6.4.1): a server that publishes them does wrong,
/// and a report that repeats them does more of it.
const KEY_NAMES: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "k"];

/// The header fields whose values are secret.
const SECRET_HEADERS: &[&str] =
    &["authorization", "cookie", "set-cookie", "mcp-session-id", "proxy-authorization"];

/// A secret, and how it is written where it was found.
pub(super) struct Secret {
    pub(super) value: String,
    pub(super) written: String,
}

/// The secrets of a query or a form.
pub(super) fn in_pairs(text: &str) -> Vec<Secret> {
    let secret = |pair: &str| {
        let (name, value) = form_urlencoded::parse(pair.as_bytes()).next()?;
        let written = pair.split_once('=').unwrap_or_default().1.to_owned();
        is_secret(&name).then(|| Secret { value: value.into_owned(), written })
    };
    text.split('&').filter_map(secret).collect()
}

/// The secrets of a header field.
pub(super) fn in_header(name: &str, value: &str) -> Vec<String> {
    let cookie = |pair: &str| pair.split_once('=').map(|(_, value)| value.trim().to_owned());
    match name.to_ascii_lowercase().as_str() {
        "authorization" | "proxy-authorization" => value.split(' ').skip(1).map(str::to_owned).collect(),
        "cookie" => value.split(';').filter_map(cookie).collect(),
        "set-cookie" => value.split(';').next().and_then(cookie).into_iter().collect(),
        "mcp-session-id" => vec![value.to_owned()],
        _ => Vec::new(),
    }
}

/// Whether all of this header field is secret.
pub(super) fn is_secret_header(name: &str) -> bool {
    SECRET_HEADERS.iter().any(|secret| name.eq_ignore_ascii_case(secret))
}

/// The members of a JSON text whose values are secret; also where the text is cut off or broken.
pub(super) fn in_members(text: &str) -> Vec<Secret> {
    let (mut secrets, mut rest) = (Vec::new(), text);
    let has_keys = text.contains("\"kty\"");
    while let Some((name, after)) = next_string(rest) {
        rest = after;
        let Some(value) = after.trim_start().strip_prefix(':').map(str::trim_start) else { continue };
        // In JSON, `code` and `state` are words like "unauthorized"; OAuth has them in queries and forms.
        let is_of_key = has_keys && KEY_NAMES.contains(&name);
        let is_named = is_secret(name) && !matches!(name, "code" | "state");
        if !value.starts_with('"') || !(is_named || is_of_key) {
            continue;
        }
        let (written, after) = next_string(value).unwrap_or((&value[1..], ""));
        let decoded = serde_json::from_str(&format!("\"{written}\""));
        let value = decoded.unwrap_or_else(|_| written.to_owned());
        secrets.push(Secret { value, written: written.to_owned() });
        rest = after;
    }
    secrets
}

fn is_secret(name: &str) -> bool {
    SECRET_NAMES.iter().any(|secret| name.eq_ignore_ascii_case(secret))
}

/// The content of the first JSON string in `text`, as it stands, and what follows it.
fn next_string(text: &str) -> Option<(&str, &str)> {
    let (_, start) = text.split_once('"')?;
    let mut escaped = false;
    let end = start.find(|byte| {
        let ends = byte == '"' && !escaped;
        escaped = byte == '\\' && !escaped;
        ends
    })?;
    Some((&start[..end], &start[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::in_members;

    #[test]
    fn the_private_members_of_a_key_are_secrets() {
        let values = |text| in_members(text).into_iter().map(|secret| secret.value).collect::<Vec<_>>();
        let key = r#"{"keys":[{"kty":"EC","crv":"P-256","x":"public","d":"private"}]}"#;
        assert_eq!(values(key), ["private"]);
        assert!(values(r#"{"d":"a day","k":"a key of a map"}"#).is_empty());
    }
}
