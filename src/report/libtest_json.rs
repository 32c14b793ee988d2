//! The report as the events of Rust's own test runner (`--format json`), for what reads those.

use serde_json::{Value, json};

use super::{Entry, Report, baseline};

/// `report` as one JSON event a line.
pub fn render(report: &Report) -> String {
    let mut events = vec![json!({"type": "suite", "event": "started", "test_count": report.results.len()})];
    for entry in &report.results {
        events.push(json!({"type": "test", "event": "started", "name": name(entry)}));
        events.push(ended(entry));
    }
    let summary = &report.summary;
    let (borne, stale) = (report.borne(), report.stale());
    let failed = summary.failed - borne + stale;
    events.push(json!({
        "type": "suite",
        "event": if failed == 0 { "ok" } else { "failed" },
        "passed": summary.passed - stale,
        "failed": failed,
        "ignored": summary.inapplicable + summary.untestable + borne,
        "measured": 0,
        "filtered_out": 0,
        "exec_time": seconds(report.duration_ms)
    }));
    let lines: Vec<_> = events.iter().map(Value::to_string).collect();
    lines.join("\n") + "\n"
}

fn ended(entry: &Entry) -> Value {
    let (name, exec_time) = (name(entry), seconds(entry.duration_ms));
    if let Some(told) = baseline::in_a_sentence(entry) {
        let (event, text) = if entry.is_borne() { ("ignored", "message") } else { ("failed", "stdout") };
        return json!({"type": "test", "name": name, "event": event, text: told});
    }
    match &entry.finding {
        Some(finding) => json!({
            "type": "test", "name": name, "event": "failed", "exec_time": exec_time,
            "stdout": format!(
                "expected {}, observed {}\nwhy: {}\nfix: {}\n",
                finding.expected, finding.observed, entry.why, entry.fix
            )
        }),
        None if entry.verdict == "passed" => {
            json!({"type": "test", "name": name, "event": "ok", "exec_time": exec_time})
        }
        None => json!({
            "type": "test", "name": name, "event": "ignored",
            "message": format!("{}: {}", entry.verdict, entry.reason.as_deref().unwrap_or_default())
        }),
    }
}

/// `suite::check`, or `suite::check::client`.
fn name(entry: &Entry) -> String {
    let client = entry.client.map_or(String::new(), |client| format!("::{client}"));
    format!("{}::{}{client}", entry.suite, entry.id)
}

fn seconds(milliseconds: u64) -> f64 {
    std::time::Duration::from_millis(milliseconds).as_secs_f64()
}
