//! The report as JSON.

use serde::Serialize;

/// `report` as indented JSON with a final newline.
pub fn render(report: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(report).expect("a report is JSON");
    text.push('\n');
    text
}
