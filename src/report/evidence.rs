//! The part of an exchange that a finding points at, as text with a span.

use std::{fmt::Write as _, ops::Range};

use serde_json::Value;

use super::{Shown, ShownPlace, text::shortened};

/// The most characters of a value that are shown.
const MOST: usize = 300;

/// Text with the span that the caret goes under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Evidence {
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

/// The evidence at `place` in `exchange`.
pub(super) fn evidence(exchange: &Shown, place: &ShownPlace) -> Evidence {
    let found = match place.part {
        "body" => body(exchange, place.pointer.as_deref().unwrap_or_default()),
        "header" => header(exchange, place.name.unwrap_or_default()),
        _ => None,
    };
    found.unwrap_or_else(|| status(exchange))
}

/// The most characters of a header field's value that are marked.
const MOST_MARKED: usize = 30;

/// The head of the response with the span of the status.
fn status(exchange: &Shown) -> Evidence {
    let status = exchange.status.map_or("no answer".to_owned(), |status| status.to_string());
    let span = 5..5 + status.len();
    let mut text = format!("HTTP {status}\n");
    for (name, value) in &exchange.response_headers {
        if matches!(name.as_str(), "location" | "content-type" | "www-authenticate" | "server") {
            let _ = writeln!(text, "{name}: {}", shortened(value, MOST));
        }
    }
    Evidence { text, span }
}

fn header(exchange: &Shown, name: &str) -> Option<Evidence> {
    let (name, value) = exchange.response_headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
    let head = format!("HTTP {}\n{name}: ", exchange.status.unwrap_or_default());
    let value = shortened(value, MOST);
    // A caret under a whole long value would push what it says out of sight.
    let marked: usize = value.chars().take(MOST_MARKED).map(char::len_utf8).sum();
    Some(Evidence { span: head.len()..head.len() + marked, text: format!("{head}{value}\n") })
}

/// The body as indented JSON with the span of the member under `pointer`.
fn body(exchange: &Shown, pointer: &str) -> Option<Evidence> {
    let value: Value = serde_json::from_str(&exchange.response_body).ok()?;
    let mut indented = Printer { text: String::new(), wanted: pointer, span: None };
    indented.print(&value, "", 0);
    let start = 0..indented.text.len().min(1);
    Some(Evidence { span: indented.span.unwrap_or(start), text: indented.text })
}

/// Indented JSON, noting where the wanted member stands.
struct Printer<'a> {
    text: String,
    wanted: &'a str,
    span: Option<Range<usize>>,
}

impl Printer<'_> {
    fn print(&mut self, value: &Value, pointer: &str, depth: usize) {
        let start = self.text.len();
        match value {
            Value::Object(members) if !members.is_empty() => {
                let members = members.iter().map(|(name, member)| {
                    let escaped = name.replace('~', "~0").replace('/', "~1");
                    (format!("{}: ", Value::from(name.as_str())), format!("{pointer}/{escaped}"), member)
                });
                self.enclosed(['{', '}'], members.collect(), depth);
            }
            Value::Array(items) if !items.is_empty() => {
                let items = items
                    .iter()
                    .enumerate()
                    .map(|(at, item)| (String::new(), format!("{pointer}/{at}"), item));
                self.enclosed(['[', ']'], items.collect(), depth);
            }
            plain => self.text.push_str(&shortened(&plain.to_string(), MOST)),
        }
        if pointer == self.wanted {
            let end = if value.is_object() || value.is_array() { start + 1 } else { self.text.len() };
            self.span = Some(start..end);
        }
    }

    fn enclosed(&mut self, [open, close]: [char; 2], members: Vec<(String, String, &Value)>, depth: usize) {
        self.text.push(open);
        let last = members.len() - 1;
        for (at, (label, pointer, member)) in members.into_iter().enumerate() {
            let _ = write!(self.text, "\n{}{label}", "  ".repeat(depth + 1));
            self.print(member, &pointer, depth + 1);
            self.text.push_str(if at < last { "," } else { "" });
        }
        let _ = write!(self.text, "\n{}{close}", "  ".repeat(depth));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(body: &str) -> Shown {
        Shown {
            index: 0,
            by: "client",
            method: "GET".into(),
            url: String::new(),
            request_headers: Vec::new(),
            request_body: String::new(),
            status: Some(403),
            response_headers: vec![("www-authenticate".into(), "Bearer".into())],
            response_body: body.into(),
            failure: None,
            started_ms: 0,
            duration_ms: 0,
        }
    }

    fn under_caret(
        body: &str,
        part: &'static str,
        name: Option<&'static str>,
        pointer: Option<&str>,
    ) -> String {
        let place = ShownPlace { exchange: 0, part, name, pointer: pointer.map(str::to_owned) };
        let Evidence { text, span } = evidence(&exchange(body), &place);
        text[span].to_owned()
    }

    #[test]
    fn the_caret_goes_under_the_member_the_header_or_the_status() {
        let body = r#"{"a":[1,{"b/c":null}],"d":"x"}"#;
        assert_eq!(under_caret(body, "body", None, Some("/a/1/b~1c")), "null");
        assert_eq!(under_caret(body, "body", None, Some("/d")), "\"x\"");
        assert_eq!(under_caret(body, "body", None, Some("")), "{");
        assert_eq!(under_caret(body, "header", Some("WWW-Authenticate"), None), "Bearer");
        assert_eq!(under_caret(body, "header", Some("location"), None), "403");
        assert_eq!(under_caret("<html>", "body", None, Some("")), "403");
    }

    #[test]
    fn the_json_reads_as_serde_prints_it() {
        let value: Value =
            serde_json::from_str(r#"{"a":[1,{"b":null,"c":{}}],"d":"x\"y"}"#).expect("literal");
        let mut printer = Printer { text: String::new(), wanted: "", span: None };
        printer.print(&value, "", 0);
        assert_eq!(printer.text, serde_json::to_string_pretty(&value).expect("JSON"));
    }
}
