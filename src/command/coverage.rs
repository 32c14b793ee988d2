//! `list --coverage`: the requirements and the failures that the inventories hold, and what the checks do about each.

use std::{fmt::Write as _, io::IsTerminal};

use serde::Serialize;
use suites::{
    check::Effect,
    client::Client,
    coverage::{Coverage, Group},
    failures::{self, Failure},
    requirements::{self, Requirement},
    spec::Revision,
};

use crate::{
    cli::Shown,
    report::{ImpactNames, json},
    text::wrapped,
};

/// The columns where the terminal does not say how many it has, as in a file.
const WIDTH: usize = 110;

/// Where an entry's text begins.
const INDENT: usize = 24;

/// Both inventories, as far as `shown` goes.
#[derive(Serialize)]
struct Inventories {
    schema: u8,
    requirements: Vec<Item>,
    failure_classes: Vec<Item>,
    summary: Summary,
}

/// One entry of an inventory.
#[derive(Serialize)]
struct Item {
    id: &'static str,
    area: &'static str,
    title: &'static str,
    #[serde(flatten)]
    demand: Option<Demand>,
    #[serde(skip_serializing_if = "Option::is_none")]
    impact: Option<ImpactNames>,
    coverage: &'static str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    checks: &'static [&'static str],
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

/// What demands a requirement.
#[derive(Serialize)]
struct Demand {
    level: &'static str,
    document: &'static str,
    section: &'static str,
    url: String,
    revisions: Vec<&'static str>,
}

#[derive(Serialize)]
struct Summary {
    requirements: Tally,
    failure_classes: Tally,
}

/// How many entries there are of each kind.
#[derive(Default, Serialize)]
struct Tally {
    covered: usize,
    excluded: usize,
    open: usize,
}

/// Both inventories for a program.
pub(super) fn machine(shown: Shown) -> String {
    json::render(&inventories(shown))
}

/// Both inventories for a person.
pub(super) fn human(shown: Shown) -> String {
    let inventories = inventories(shown);
    let width = columns();
    let mut text = String::new();
    for (title, items) in
        [("Requirements", &inventories.requirements), ("Failure classes", &inventories.failure_classes)]
    {
        let mut area = "";
        for item in items {
            if item.area != area {
                area = item.area;
                let _ = writeln!(text, "{title}: {area}");
            }
            write_item(&mut text, item, width);
        }
        text.push_str(if items.is_empty() { "" } else { "\n" });
    }
    let Summary { requirements, failure_classes } = &inventories.summary;
    let _ = writeln!(
        text,
        "requirements: {} · failure classes: {}",
        requirements.sentence(),
        failure_classes.sentence()
    );
    text
}

/// Writes one entry: what it says, and below that the checks or the reason.
fn write_item(text: &mut String, item: &Item, width: usize) {
    let head = format!("  {:<8}  {:<12}", item.coverage, item.id);
    let room = width.saturating_sub(INDENT).max(40);
    for (number, line) in wrapped(item.title, room).iter().enumerate() {
        let _ = writeln!(text, "{:<INDENT$}{line}", if number == 0 { head.as_str() } else { "" });
    }
    let below = item.reason.map_or_else(|| item.checks.join(", "), str::to_owned);
    for line in wrapped(&below, room.saturating_sub(2)) {
        let _ = writeln!(text, "{:<INDENT$}  {line}", "");
    }
}

/// The columns of the terminal that standard output is.
fn columns() -> usize {
    let is_terminal = std::io::stdout().is_terminal();
    let size = is_terminal.then(terminal_size::terminal_size).flatten();
    size.map_or(WIDTH, |(width, _)| usize::from(width.0))
}

fn inventories(shown: Shown) -> Inventories {
    Inventories {
        schema: 1,
        requirements: items(requirements::ALL, requirement, shown),
        failure_classes: items(failures::ALL, failure, shown),
        summary: Summary {
            requirements: tally(requirements::ALL, |entry| entry.coverage),
            failure_classes: tally(failures::ALL, |entry| entry.coverage),
        },
    }
}

fn items<T>(groups: &'static [Group<T>], item: fn(&'static str, &T) -> Item, shown: Shown) -> Vec<Item> {
    let items = groups
        .iter()
        .flat_map(|group| group.entries.iter().map(move |entry| item(group.title, entry)));
    let is_shown = |item: &Item| match shown {
        Shown::All => true,
        Shown::Covered => item.coverage == "covered",
        Shown::Excluded => item.coverage == "excluded",
        Shown::Open => item.coverage == "open",
    };
    items.filter(is_shown).collect()
}

fn requirement(area: &'static str, entry: &Requirement) -> Item {
    let clause = &entry.clause;
    let binding = Revision::ALL.into_iter().filter(|revision| clause.binds(*revision));
    let demand = Demand {
        level: clause.keyword.name(),
        document: clause.document.name,
        section: clause.section,
        url: clause.url(),
        revisions: binding.map(Revision::name).collect(),
    };
    Item { demand: Some(demand), ..plain(entry.id, area, entry.text, entry.coverage) }
}

fn failure(area: &'static str, entry: &Failure) -> Item {
    let on = |client| entry.hits.on(client).map_or("unknown", Effect::name);
    let impact = ImpactNames {
        claude_web: on(Client::ClaudeWeb),
        claude_code: on(Client::ClaudeCode),
        mcp_remote: on(Client::McpRemote),
    };
    Item { impact: Some(impact), ..plain(entry.id, area, entry.title, entry.coverage) }
}

fn plain(id: &'static str, area: &'static str, title: &'static str, coverage: Coverage) -> Item {
    let reason = match coverage {
        Coverage::Excluded(reason) => Some(reason),
        Coverage::Covered(_) | Coverage::Open => None,
    };
    let (name, checks) = (coverage.name(), coverage.checks());
    Item { id, area, title, demand: None, impact: None, coverage: name, checks, reason }
}

fn tally<T>(groups: &'static [Group<T>], coverage: fn(&T) -> Coverage) -> Tally {
    let mut tally = Tally::default();
    for entry in groups.iter().flat_map(|group| group.entries) {
        match coverage(entry) {
            Coverage::Covered(_) => tally.covered += 1,
            Coverage::Excluded(_) => tally.excluded += 1,
            Coverage::Open => tally.open += 1,
        }
    }
    tally
}

impl Tally {
    fn sentence(&self) -> String {
        format!("{} covered, {} excluded, {} open", self.covered, self.excluded, self.open)
    }
}
