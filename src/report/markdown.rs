//! The report as Markdown, for a comment on a pull request or the summary of a job.

use std::fmt::Write as _;

use super::{
    Entry, Prediction, Report, baseline,
    evidence::evidence,
    grouping,
    text::{plain, shortened},
};

/// The most characters that GitHub takes for a comment, less what is said when some are left out.
const MOST: usize = 65_536 - 200;

/// `report` as Markdown: the clients, then each finding to unfold; what does not fit is counted.
pub fn render(report: &Report) -> String {
    let mut text = head(report);
    let failed: Vec<_> = report.results.iter().filter(|entry| entry.finding.is_some()).collect();
    for (number, entry) in failed.iter().enumerate() {
        let finding = finding(report, entry);
        if text.chars().count() + finding.chars().count() > MOST {
            let _ = writeln!(text, "\n… and {} more findings: see the full report.", failed.len() - number);
            break;
        }
        text += &finding;
    }
    for entry in report.results.iter().filter(|entry| entry.is_stale()) {
        let told = baseline::in_a_sentence(entry).unwrap_or_default();
        let _ = writeln!(text, "\n{} {}.", code(entry.id), escaped(&told));
    }
    text
}

fn head(report: &Report) -> String {
    let connect = report.clients.iter().filter(|client| is_connected(client)).count();
    let sign = if connect == report.clients.len() { "✅" } else { "❌" };
    let mut text = format!(
        "### {sign} {connect} of {} clients connect to {}\n\n| client | what happens | its user sees |\n|---|---|---|\n",
        report.clients.len(),
        code(&report.target)
    );
    report.clients.iter().for_each(|client| text += &row(client));
    let _ = writeln!(
        text,
        "\n{} · judged by {} · {} requests in {:.1} s",
        grouping::counts(report).join(", "),
        grouping::judged_by(report),
        report.requests,
        std::time::Duration::from_millis(report.duration_ms).as_secs_f64()
    );
    for (reason, names) in grouping::missed(report) {
        let _ = writeln!(text, "\nWhat a newer client will miss: {} ({reason}).", names.join(", "));
    }
    text
}

fn is_connected(client: &Prediction) -> bool {
    matches!(client.prediction, "connects" | "degraded")
}

fn row(client: &Prediction) -> String {
    let told = match client.prediction {
        "connects" => "✅ connects".to_owned(),
        "degraded" => format!("⚠️ connects, with losses: {}", escaped(&client.explanation)),
        "fails" => format!("❌ fails at {}: {}", client.stage, escaped(&client.explanation)),
        _ => format!("❔ {}", escaped(&client.explanation)),
    };
    let seen = code(&shortened(&client.message.split_whitespace().collect::<Vec<_>>().join(" "), 300));
    format!("| {} {} | {told} | {} |\n", client.client, client.version, seen.replace('|', "\\|"))
}

fn finding(report: &Report, entry: &Entry) -> String {
    let finding = entry.finding.as_ref().expect("only failures are findings");
    let client = entry.client.map_or(String::new(), |client| format!(" · {client}"));
    let mut text = format!(
        "\n<details><summary><b>{}</b> · {}{client} · {}</summary>\n\nExpected {}, observed {}.\n",
        entry.id,
        entry.level,
        escaped(entry.title),
        escaped(&finding.expected),
        escaped(&finding.observed)
    );
    if let Some(told) = baseline::in_a_sentence(entry) {
        let _ = writeln!(text, "\nIt {}.", escaped(&told));
    }
    let at = finding.at.as_ref();
    if let Some((exchange, at)) = at.and_then(|at| Some((report.exchange(at.exchange)?, at))) {
        let shown = shortened(&plain(&evidence(exchange, at).text), 2000);
        let fence = fence(&shown);
        let asked = code(&format!("{} {}", exchange.method, exchange.url));
        let _ = write!(text, "\n{asked}\n\n{fence}\n{}\n{fence}\n", shown.trim_end());
    }
    let impact = &entry.impact;
    let _ = write!(
        text,
        "\n- **Impact** claude-web {}, claude-code {}, mcp-remote {}\n- **Why** {}\n- **Fix** {}\n",
        impact.claude_web,
        impact.claude_code,
        impact.mcp_remote,
        escaped(entry.why),
        escaped(entry.fix)
    );
    for clause in &entry.spec {
        let _ = writeln!(text, "- **Clause** [{} §{}]({})", clause.document, clause.section, clause.url);
    }
    text + "\n</details>\n"
}

/// `text` so that none of it is markup, a link or a mention; what stands in backticks stays code.
fn escaped(text: &str) -> String {
    let one_line = plain(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut escaped = String::new();
    for (number, part) in one_line.split('`').enumerate() {
        let is_code = number % 2 == 1;
        if is_code {
            escaped += &code(part).replace('|', "\\|");
            continue;
        }
        for char in part.chars() {
            match char {
                '&' => escaped += "&amp;",
                '<' => escaped += "&lt;",
                '@' => escaped += "&#64;",
                '\\' | '*' | '_' | '[' | ']' | '|' | '~' | '#' => {
                    escaped.push('\\');
                    escaped.push(char);
                }
                other => escaped.push(other),
            }
        }
    }
    escaped
}

/// `text` as code, between more backticks than stand in it.
fn code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let ticks = "`".repeat(longest_run(text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

/// A fence that nothing in `text` closes.
fn fence(text: &str) -> String {
    "`".repeat(longest_run(text).max(2) + 1)
}

fn longest_run(text: &str) -> usize {
    text.split(|char| char != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_server_is_markup() {
        assert_eq!(escaped("a <b> *c* @team `d|e` f"), "a &lt;b> \\*c\\* &#64;team `d\\|e` f");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`a`"), "`` `a` ``");
        assert_eq!(fence("x\n```\ny"), "````");
    }
}
