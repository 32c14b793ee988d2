//! `explain CLIENT`: what the mock of a client does, rule by rule, with the evidence for each.

use std::fmt::Write as _;

use serde::Serialize;
use suites::client::{Client, Profile, Rule};

use crate::{cli::ExplainFormat, report::json};

#[derive(Serialize)]
struct Page {
    schema: u8,
    client: &'static str,
    version: &'static str,
    rules: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    part: &'static str,
    name: &'static str,
    value: String,
    evidence: &'static str,
    source: &'static str,
}

impl From<Rule> for Line {
    fn from(rule: Rule) -> Self {
        let Rule { part, name, value, evidence, source } = rule;
        Self { part, name, value, evidence: evidence.name(), source }
    }
}

/// The profile of a client in a format.
pub(super) fn render(client: Client, format: ExplainFormat) -> String {
    let profile = client.profile();
    match format {
        ExplainFormat::Text => text(profile),
        ExplainFormat::Markdown => markdown(profile),
        ExplainFormat::Json => json::render(&Page {
            schema: 1,
            client: client.name(),
            version: profile.version,
            rules: profile.rules().into_iter().map(Line::from).collect(),
        }),
    }
}

fn text(profile: &Profile) -> String {
    let mut text = format!("{}@{}\n", profile.client.name(), profile.version);
    let mut part = "";
    for rule in profile.rules() {
        if rule.part != part {
            part = rule.part;
            let _ = writeln!(text, "\n  {part}");
        }
        let _ = writeln!(text, "    {}: {}", rule.name.replace('_', " "), rule.value);
        let _ = writeln!(text, "      {}: {}", rule.evidence.name(), rule.source);
    }
    text
}

fn markdown(profile: &Profile) -> String {
    let mut text = format!("# {}@{}\n", profile.client.name(), profile.version);
    let _ = writeln!(text, "\n| part | rule | value | evidence | source |\n|---|---|---|---|---|");
    for rule in profile.rules() {
        let cell = |cell: &str| cell.replace('|', "\\|");
        let (name, value, source) = (rule.name.replace('_', " "), cell(&rule.value), cell(rule.source));
        let _ = writeln!(text, "| {} | {name} | {value} | {} | {source} |", rule.part, rule.evidence.name());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_of_claude_web_is_said_to_be() {
        let page = render(Client::ClaudeWeb, ExplainFormat::Text);
        assert!(page.contains("inferred: "), "{page}");
        assert!(page.contains("documented: claude.com/docs"), "{page}");
        let lines = render(Client::ClaudeCode, ExplainFormat::Markdown);
        assert!(lines.contains("| token | repeats code | yes | recorded |"), "{lines}");
    }
}
