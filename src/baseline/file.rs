//! The file of a baseline: TOML, one `[[expected]]` an entry.

use std::{fmt::Write as _, path::Path};

use jiff::civil::Date;
use serde::Deserialize;
use suites::{check::AskedBy, client::Client};
use toml::Spanned;

use super::{Baseline, Expected};
use crate::usage::{self, Usage};

/// What stands above the entries of a file that the tool wrote.
const HEADER: &str = "\
# Failures that do not fail the run (`claude-conformance test --baseline`). Each needs a reason; `until = \"2026-12-31\"`
# is the last day on which it is borne. An entry whose check passes fails the run: take it out.
";

/// A file as it stands.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    expected: Vec<Spanned<WrittenEntry>>,
}

/// An entry as it stands; a date is one of TOML's own or a string.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEntry {
    check: String,
    client: Option<String>,
    reason: String,
    until: Option<toml::Value>,
}

impl Baseline {
    /// Reads the text of the file at `path`.
    ///
    /// # Errors
    /// What is wrong with it, and in which line.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Usage> {
        Self::entries(path, text, false)
    }

    /// The same for a file that is to be written anew: a reason may still be missing.
    ///
    /// # Errors
    /// What is wrong with it, and in which line.
    pub fn parse_unfinished(path: &Path, text: &str) -> Result<Self, Usage> {
        Self::entries(path, text, true)
    }

    fn entries(path: &Path, text: &str, may_lack_reasons: bool) -> Result<Self, Usage> {
        let wrong = |at: usize, reason: String| {
            let line = text[..at].matches('\n').count() + 1;
            Usage::Other(format!("`{}` is no baseline: in line {line}, {reason}", path.display()))
        };
        let written: Written = toml::from_str(text).map_err(|error| {
            let told = error.message().replace('\n', ", ");
            wrong(error.span().map_or(0, |span| span.start.min(text.len())), told)
        })?;
        let mut baseline = Self::default();
        for entry in written.expected {
            let at = entry.span().start;
            let expected = read(entry.into_inner()).map_err(|reason| wrong(at, reason))?;
            if expected.reason.is_empty() && !may_lack_reasons {
                let told = format!("the `reason` of `{}` is empty: say why it is borne", expected.check);
                return Err(wrong(at, told));
            }
            let is_same = |known: &Expected| (known.check, known.client) == (expected.check, expected.client);
            if baseline.entries.iter().any(is_same) {
                return Err(wrong(at, format!("`{}` is listed a second time", expected.check)));
            }
            baseline.entries.push(expected);
        }
        Ok(baseline)
    }

    /// The text of its file.
    pub fn to_toml(&self) -> String {
        let mut text = HEADER.to_owned();
        let quoted = |text: &str| toml::Value::from(text).to_string();
        for Expected { check, client, reason, until } in &self.entries {
            let _ = write!(text, "\n[[expected]]\ncheck = {}\n", quoted(check));
            if let Some(client) = client {
                let _ = writeln!(text, "client = {}", quoted(client.name()));
            }
            let _ = writeln!(text, "reason = {}", quoted(reason));
            if let Some(until) = until {
                let _ = writeln!(text, "until = {}", quoted(&until.to_string()));
            }
        }
        text
    }
}

fn read(entry: WrittenEntry) -> Result<Expected, String> {
    let (_, check) = usage::check(&entry.check).map_err(|usage| usage.to_string())?;
    let known = Client::ALL.map(|client| (client.name(), client));
    let client = entry.client.map(|name| usage::named("client", &name, &known)).transpose();
    let client = client.map_err(|usage| usage.to_string())?;
    match (check.asked_by, client) {
        (AskedBy::Anyone, Some(_)) => {
            return Err(format!("`{}` is judged once for all clients: leave `client` out", check.id));
        }
        (AskedBy::EachClient, None) => {
            return Err(format!("`{}` is judged once for each client: say which by `client`", check.id));
        }
        _ => {}
    }
    let until = entry.until.map(|value| date(&value)).transpose()?;
    Ok(Expected { check: check.id, client, reason: entry.reason.trim().to_owned(), until })
}

fn date(value: &toml::Value) -> Result<Date, String> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.parse()
        .map_err(|_| format!("`until` wants a date like `2026-12-31`, and `{text}` is not that"))
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;

    const ENTRY: &str = "[[expected]]\ncheck = \"registration-response-has-no-null\"\nclient = \"mcp-remote\"\n\
                         reason = \"a \\\"known\\\" one\"\n";

    fn parsed(text: &str) -> Result<Baseline, String> {
        Baseline::parse(Path::new("known.toml"), text).map_err(|usage| usage.to_string())
    }

    #[test]
    fn what_is_written_is_read_back() {
        let baseline = parsed(&format!("{ENTRY}until = \"2026-12-31\"\n")).expect("it is well-formed");
        assert_eq!(baseline.entries[0].until, Some(civil::date(2026, 12, 31)));
        assert_eq!(parsed(&baseline.to_toml()), Ok(baseline.clone()));
        assert_eq!(parsed(&format!("{ENTRY}until = 2026-12-31\n")), Ok(baseline));
        assert_eq!(parsed(&Baseline::default().to_toml()), Ok(Baseline::default()));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_what_was_meant() {
        let second = format!("\n{ENTRY}");
        for (text, told) in [
            (
                ENTRY.replace("no-null", "no-nul"),
                "in line 1, there is no check `registration-response-has-no-nul`; did you mean",
            ),
            (ENTRY.replace("mcp-remote", "mcp-remot"), "did you mean `mcp-remote`?"),
            (ENTRY.replace("reason", "raison"), "in line 4, unknown field `raison`"),
            (
                ENTRY.replace("a \\\"known\\\" one", " "),
                "the `reason` of `registration-response-has-no-null` is empty",
            ),
            (ENTRY.replace("client = \"mcp-remote\"\n", ""), "say which by `client`"),
            (format!("{ENTRY}until = \"soon\"\n"), "wants a date like `2026-12-31`, and `soon` is not that"),
            (
                format!("{ENTRY}{second}"),
                "in line 6, `registration-response-has-no-null` is listed a second time",
            ),
            ("expected = 3".into(), "in line 1, "),
            ("[[expected]".into(), "in line 1, "),
        ] {
            let error = parsed(&text).expect_err(told);
            assert!(error.contains(told), "{error}");
            assert!(!error.contains('\n'), "{error}");
        }
        assert!(parsed(ENTRY).is_ok());
    }

    #[test]
    fn a_reason_may_be_missing_only_in_a_file_that_is_written_anew() {
        let text = ENTRY.replace("a \\\"known\\\" one", "");
        assert!(parsed(&text).is_err());
        let unfinished =
            Baseline::parse_unfinished(Path::new("known.toml"), &text).expect("it is well-formed");
        assert_eq!(unfinished.without_reason(), 1);
    }
}
