//! The last look at what is about to be written: no secret may be in it, in none of the encodings that a format could bring.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use serde_json::Value;

use super::{
    hiding::finder,
    redaction::{HIDDEN, Redaction},
};

impl Redaction {
    /// `text` with every long secret hidden, however encoded; `own` is what of it the tool wrote itself: a secret that is a word of
    /// that cannot be told from it, and hiding it would break the format.
    pub fn scan(&self, text: &str, own: &str) -> String {
        let patterns = || self.long.keys().flat_map(|secret| encodings(secret));
        let scanner = self.scanner.get_or_init(|| finder(patterns()));
        let mut shown = String::with_capacity(text.len());
        scanner.replace_all_with(text, &mut shown, |_, found, shown| {
            shown.push_str(if own.contains(found) { found } else { HIDDEN });
            true
        });
        shown
    }
}

/// `secret` as the formats could write it: as it is, in JSON, in JSON within JSON, in XML, in HTML, in a URL, in a workflow
/// command of GitHub, and in base64.
pub(super) fn encodings(secret: &str) -> Vec<String> {
    let in_json = json(secret);
    let marked_up: [[&str; 5]; 3] = [
        ["&amp;", "&lt;", "&gt;", "&quot;", "&apos;"],
        ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"],
        ["&#38;", "&#60;", "&#62;", "&#34;", "&#39;"],
    ];
    let mut found = vec![json(&in_json), percent(secret, u8::is_ascii_alphanumeric)];
    found.push(percent(secret, |byte| byte.is_ascii_alphanumeric() || b"-._~".contains(byte)));
    found.push(percent(secret, |byte| !b"%\r\n:,".contains(byte)));
    found.push(percent(secret, |byte| !b"%\r\n".contains(byte)));
    for text in [secret, &in_json] {
        found.extend(marked_up.iter().map(|names| markup(text, names)));
    }
    found.extend([STANDARD_NO_PAD.encode(secret), URL_SAFE_NO_PAD.encode(secret)]);
    found.extend([in_json, secret.to_owned()]);
    found
}

fn json(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn percent(text: &str, stays: impl Fn(&u8) -> bool) -> String {
    let mut encoded = Vec::new();
    for byte in text.bytes() {
        if stays(&byte) {
            encoded.push(byte);
        } else {
            encoded.extend(format!("%{byte:02X}").bytes());
        }
    }
    String::from_utf8_lossy(&encoded).into_owned()
}

fn markup(text: &str, names: &[&str; 5]) -> String {
    let place = |char| ['&', '<', '>', '"', '\''].iter().position(|special| *special == char);
    let piece = |char: char| place(char).map_or_else(|| char.to_string(), |at| names[at].to_owned());
    text.chars().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "p&ss \"w<rd'\\: 50%, ü";

    #[test]
    fn a_secret_is_found_in_every_encoding() {
        let redaction = Redaction::new([], [SECRET.to_owned()]);
        let forms = [
            SECRET,
            "p&ss \\\"w<rd'\\\\: 50%, ü",
            "p&amp;ss &quot;w&lt;rd&apos;\\: 50%, ü",
            "p&#38;ss &#34;w&#60;rd&#39;\\: 50%, ü",
            "p%26ss%20%22w%3Crd%27%5C%3A%2050%25%2C%20%C3%BC",
            "p%26ss+%22w%3Crd%27%5C%3A+50%25%2C+%C3%BC",
            "p&ss \"w<rd'\\%3A 50%25%2C ü",
            "p&ss \"w<rd'\\: 50%25, ü",
            "cCZzcyAidzxyZCdcOiA1MCUsIMO8",
        ];
        for form in forms {
            assert_eq!(redaction.scan(&format!("<{form}>"), ""), "<[redacted]>", "{form}");
        }
    }

    #[test]
    fn a_word_of_the_format_stays() {
        let redaction = Redaction::new([], ["summary".to_owned(), "planted-1".to_owned()]);
        let text = "<summary>planted-1</summary>";
        assert_eq!(redaction.scan(text, "<summary></summary>"), "<summary>[redacted]</summary>");
        assert_eq!(redaction.scan(text, ""), "<[redacted]>[redacted]</[redacted]>");
    }
}
