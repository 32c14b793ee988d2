//! The report as SARIF 2.1.0, for code scanning: a rule for each check that failed, a result for each failure.
//!
//! A server has no source files here. GitHub shows a result only at a relative path, so a finding stands at the host and path
//! that answered, `www.example.com/oauth/register`, with the whole URL as its logical location.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Entry, Report, Shown, ShownPlace, evidence::evidence};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// `report` as SARIF.
pub fn render(report: &Report) -> String {
    let failed: Vec<_> = report.results.iter().filter(|entry| entry.finding.is_some()).collect();
    let mut rules: Vec<&Entry> = Vec::new();
    for entry in &failed {
        if !rules.iter().any(|known| known.id == entry.id) {
            rules.push(entry);
        }
    }
    let index = |entry: &Entry| rules.iter().position(|rule| rule.id == entry.id);
    let results: Vec<_> = failed.iter().map(|entry| result(report, entry, index(entry))).collect();
    super::json::render(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": report.tool.name,
                "semanticVersion": report.tool.version,
                "rules": rules.iter().map(|entry| rule(entry)).collect::<Vec<_>>()
            } },
            "automationDetails": { "id": format!("{}/{}", report.tool.name, place(&report.target)) },
            "properties": { "target": report.target, "revision": report.revision, "clients": report.clients },
            "columnKind": "unicodeCodePoints",
            "results": results
        }]
    }))
}

fn rule(entry: &Entry) -> Value {
    let mut rule = json!({
        "id": entry.id,
        "shortDescription": { "text": entry.title },
        "fullDescription": { "text": entry.why },
        "help": {
            "text": format!("{}\n\n{}", entry.why, entry.fix),
            "markdown": format!("**Why** {}\n\n**Fix** {}", entry.why, entry.fix)
        },
        "defaultConfiguration": { "level": level(entry) },
        "properties": { "tags": [entry.suite, entry.level], "precision": "high" }
    });
    if let Some(clause) = entry.spec.first() {
        rule["helpUri"] = json!(clause.url);
    }
    rule
}

fn result(report: &Report, entry: &Entry, rule: Option<usize>) -> Value {
    let finding = entry.finding.as_ref().expect("only failures are results");
    let exchange = finding.at.as_ref().and_then(|at| report.exchange(at.exchange));
    let url = exchange.map_or(report.target.as_str(), |exchange| exchange.url.as_str());
    let line = exchange.zip(finding.at.as_ref()).map_or(1, |(exchange, at)| line(exchange, at));
    let client = entry.client.map_or(String::new(), |client| format!(" (asked by {client})"));
    let mut result = json!({
        "ruleId": entry.id,
        "ruleIndex": rule,
        "level": level(entry),
        "message": { "text": format!("Expected {}, observed {}{client}.", finding.expected, finding.observed) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": place(url) },
                "region": { "startLine": line }
            },
            "logicalLocations": [{ "fullyQualifiedName": url, "kind": "resource" }]
        }],
        "partialFingerprints": { "claudeConformance/v1": fingerprint(entry) },
        "properties": { "client": entry.client, "impact": entry.impact }
    });
    if let Some(expected) = entry.expected.as_ref().filter(|_| entry.is_borne()) {
        result["suppressions"] = json!([{"kind": "external", "justification": expected.reason}]);
    }
    result
}

/// The line of the place in the answer, as the other formats print it.
fn line(exchange: &Shown, at: &ShownPlace) -> usize {
    let evidence = evidence(exchange, at);
    evidence.text[..evidence.span.start].matches('\n').count() + 1
}

/// How GitHub sorts it: what a clause demands or a client needs is an error.
fn level(entry: &Entry) -> &'static str {
    match entry.level {
        "must" | "interop" => "error",
        "should" => "warning",
        _ => "note",
    }
}

/// Host and path of a URL: a relative reference without anything that differs from run to run.
fn place(url: &str) -> String {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    let end = after.find(['?', '#']).unwrap_or(after.len());
    // A colon in the first segment would make a scheme of the host.
    after[..end].trim_end_matches('/').replace(':', "_")
}

/// What makes two findings of two runs the same: the check, the client, and the place in the answer.
fn fingerprint(entry: &Entry) -> String {
    let at = entry.finding.as_ref().and_then(|finding| finding.at.as_ref());
    let pointer = at.and_then(|at| at.pointer.as_deref().or(at.name)).unwrap_or_default();
    let digest = Sha256::digest(format!("{} {} {pointer}", entry.id, entry.client.unwrap_or_default()));
    let head: [u8; 16] = digest[..16].try_into().expect("a digest has 32 bytes");
    format!("{:032x}", u128::from_be_bytes(head))
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn a_place_is_a_relative_path() {
        assert_eq!(place("https://www.example.com/mcp?x=1"), "www.example.com/mcp");
        assert_eq!(place("http://127.0.0.1:8080/"), "127.0.0.1_8080");
    }
}
