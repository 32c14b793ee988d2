//! Differences for a terminal and for a pull request.

use std::{fmt::Write as _, time::Duration};

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};
use suites::{check::Effect, client::Client};

use super::shown::{Matter, Shown};
use crate::text::{plain, wrapped};

const ADDED: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const FAINT: Style = Style::new().dimmed();

/// How long the smallest difference is looked for; after that, a larger one is shown.
const PATIENCE: Duration = Duration::from_secs(2);

/// The columns that a reason is wrapped to.
const WIDTH: usize = 82;

/// The differences, each with who it matters to.
pub fn listed(differences: &[Shown]) -> String {
    differences.iter().map(difference).collect()
}

fn difference(shown: &Shown) -> String {
    let (style, sign) = match shown.effect {
        "breaks" => (AnsiColor::Red.on_default().bold(), "✗"),
        "degrades" => (AnsiColor::Yellow.on_default().bold(), "!"),
        _ => (FAINT, "·"),
    };
    let place = plain(&format!("{} {}", shown.parts.join(", "), shown.pointer));
    let mut text = format!("{style}{sign} {}{style:#}: {}\n", place.trim_end(), shown.told);
    let (minded, unminded): (Vec<_>, Vec<_>) = shown.matters.iter().partition(|matter| is_minded(matter));
    for matter in minded {
        let _ = writeln!(text, "    {}: {}", matter.check, matter.title);
        let _ = writeln!(text, "      {FAINT}otherwise{FAINT:#}  {}", effects(matter));
        for (number, line) in wrapped(first_sentence(matter.why), WIDTH).iter().enumerate() {
            let _ =
                writeln!(text, "      {FAINT}{:<9}{FAINT:#}  {line}", if number == 0 { "why" } else { "" });
        }
    }
    let unminded: Vec<_> = unminded.iter().map(|matter| matter.check).collect();
    if !unminded.is_empty() {
        let _ = writeln!(
            text,
            "    {FAINT}looked at by {}: no client is known to mind{FAINT:#}",
            unminded.join(", ")
        );
    }
    text
}

fn is_minded(matter: &Matter) -> bool {
    Client::CLAUDE.into_iter().any(|client| matter.effects.on(client) != Effect::Harmless)
}

/// `breaks Claude Code, mcp-remote; degrades Claude Web`.
fn effects(matter: &Matter) -> String {
    let clients = |effect: Effect| {
        let hit = Client::CLAUDE.into_iter().filter(|client| matter.effects.on(*client) == effect);
        let hit: Vec<_> = hit.map(Client::title).collect();
        (!hit.is_empty()).then(|| format!("{} {}", effect.name(), hit.join(", ")))
    };
    [Effect::Breaks, Effect::Degrades]
        .into_iter()
        .filter_map(clients)
        .collect::<Vec<_>>()
        .join("; ")
}

fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |end| &text[..=end])
}

/// The differences as a list for a pull request.
pub fn markdown(differences: &[Shown]) -> String {
    let item = |shown: &Shown| {
        let place = plain(&shown.pointer).replace('`', " ");
        let place = if place.is_empty() { String::new() } else { format!(" `{place}`") };
        let mut text = format!("- **{}**{place}: {}\n", shown.parts.join(", "), shown.told);
        for matter in shown.matters.iter().filter(|matter| is_minded(matter)) {
            let _ =
                writeln!(text, "  - otherwise {}: `{}` ({})", effects(matter), matter.check, matter.title);
        }
        text
    };
    differences.iter().map(item).collect()
}

/// The lines that differ, with three around them, as `diff -u` shows them.
pub fn unified(before: &str, now: &str, file: &str) -> String {
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(before, now);
    let mut text = format!("{FAINT}--- {file}\n+++ {file}.new{FAINT:#}\n");
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        let _ = writeln!(text, "{FAINT}{}{FAINT:#}", hunk.header());
        for change in hunk.iter_changes() {
            let (style, sign) = match change.tag() {
                ChangeTag::Delete => (REMOVED, '-'),
                ChangeTag::Insert => (ADDED, '+'),
                ChangeTag::Equal => (Style::new(), ' '),
            };
            let _ = writeln!(text, "{style}{sign}{}{style:#}", plain(change.value()).trim_end());
        }
    }
    text
}
