//! How secrets are written in a text, and found in it.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use suites::oauth::{guess::room, jwt::Jwt};
use url::form_urlencoded;

use super::last_scan::encodings;

pub(super) fn in_url(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

pub(super) fn in_json(text: &str) -> String {
    serde_json::Value::from(text).to_string().trim_matches('"').to_owned()
}

/// The name of a secret that is the `number`th. It keeps the characters that no token should have, for the checks that look
/// for them, and is one word, lest a short secret be found in it. A JWT keeps its form, and what it says of nobody: what is
/// secret in it is the signature.
pub(super) fn name_of(secret: &str, number: usize) -> String {
    if let Some(jwt) = Jwt::parse(secret) {
        return jwt.redacted(&if jwt.is_signed() { format!("redacted{number}") } else { String::new() });
    }
    let is_usual = |char: char| char.is_ascii_alphanumeric() || "-._~+/=".contains(char);
    let unusual: String = secret.chars().filter(|char| !is_usual(*char)).collect();
    format!("redacted{number}{unusual}")
}

/// Every form of a secret with that of its name: as it is, in JSON and in a URL the same way, and plain where the secret was
/// written in any other.
pub(super) fn named_forms(secret: &str, name: &str) -> Vec<(String, String)> {
    let alike =
        [str::to_owned, in_json, in_url].map(|encode: fn(&str) -> String| (encode(secret), encode(name)));
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let others = encodings(secret).into_iter().map(|form| (form, plain.clone()));
    // A check sends the claims of a token without its signature.
    let claims = Jwt::parse(secret).zip(Jwt::parse(name));
    let claims = claims.map(|jwts| <[_; 2]>::from(jwts).map(|jwt| jwt.written_claims().to_owned()).into());
    let claims = claims.filter(|(said, shown)| said != shown);
    alike.into_iter().chain(others).chain(claims).collect()
}

/// The name with as much room as the secret has, or more than enough: how hard it is to guess is judged in a replay too.
pub(super) fn with_room(mut name: String, secret: &str) -> String {
    let wanted = room(secret).min(192.0);
    while room(&name) < wanted && name.len() < secret.len() {
        name.push('x');
    }
    name
}

pub(super) fn finder(secrets: impl IntoIterator<Item: AsRef<[u8]>>) -> AhoCorasick {
    // The longest first: a secret may be the beginning of another. A token may have thousands of characters, and a table for
    // each of them would take long to make.
    let finder = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::NoncontiguousNFA))
        .match_kind(MatchKind::LeftmostLongest)
        .build(secrets);
    finder.expect("a run has fewer than millions of secrets")
}

/// `text` with `name` for `secret` where it is not part of a word.
pub(super) fn hide_alone(text: &str, secret: &str, name: &str) -> String {
    let is_word = |end: Option<char>| end.is_some_and(char::is_alphanumeric);
    let (mut shown, mut from) = (String::with_capacity(text.len()), 0);
    for (at, _) in text.match_indices(secret) {
        let after = at + secret.len();
        if is_word(text[..at].chars().next_back()) || is_word(text[after..].chars().next()) {
            continue;
        }
        shown = shown + &text[from..at] + name;
        from = after;
    }
    shown + &text[from..]
}
