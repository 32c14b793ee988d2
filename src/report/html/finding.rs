//! A finding on the page: what is wrong, where it can be seen, and how to mend it.

use super::super::{
    Entry, Reference, Report,
    evidence::{Evidence, evidence},
    grouping,
    text::plain,
};

/// The most lines of evidence above the marked place, and below it.
const AROUND: usize = 4;

/// What some checks of the same id found alike.
pub(super) struct Finding<'a> {
    /// Its place in the list, from 1.
    pub(super) number: usize,
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) level: &'static str,
    pub(super) expected: String,
    pub(super) observed: String,
    pub(super) impact: String,
    pub(super) why: &'static str,
    pub(super) fix: &'static str,
    pub(super) spec: &'a [Reference],
    pub(super) shown: Option<Marked>,
    /// The exchange in which it can be seen.
    pub(super) exchange: Option<usize>,
    /// The clients for which it was made; empty where it is the same for all.
    pub(super) clients: Vec<&'static str>,
}

/// A part of an exchange with the place that is meant.
pub(super) struct Marked {
    pub(super) exchange: String,
    pub(super) before: String,
    pub(super) mark: String,
    pub(super) after: String,
}

/// A finding as it is named beside a step.
#[derive(Clone)]
pub(super) struct Link {
    pub(super) number: usize,
    pub(super) id: &'static str,
    pub(super) observed: String,
}

impl<'a> Finding<'a> {
    pub(super) fn new(report: &'a Report, number: usize, entries: &[&'a Entry]) -> Self {
        let entry = entries[0];
        let finding = entry.finding.as_ref().expect("a failed check has a finding");
        let place = finding.at.as_ref().and_then(|place| Some((report.exchange(place.exchange)?, place)));
        let shown = place.map(|(exchange, place)| {
            let told = format!("{} {} (exchange {})", exchange.method, exchange.url, exchange.index);
            marked(plain(&told), &evidence(exchange, place))
        });
        Self {
            number,
            id: entry.id,
            title: entry.title,
            level: entry.level,
            expected: plain(&finding.expected),
            observed: plain(&finding.observed),
            impact: grouping::affected(entries),
            why: entry.why,
            fix: entry.fix,
            spec: &entry.spec,
            shown,
            exchange: place.map(|(exchange, _)| exchange.index),
            clients: entries.iter().filter_map(|entry| entry.client).collect(),
        }
    }

    /// Whether it was made for this client, or for anyone.
    pub(super) fn concerns(&self, client: &str) -> bool {
        self.clients.is_empty() || self.clients.contains(&client)
    }

    pub(super) fn link(&self) -> Link {
        Link { number: self.number, id: self.id, observed: self.observed.clone() }
    }
}

fn marked(exchange: String, evidence: &Evidence) -> Marked {
    let (before, rest) = evidence.text.split_at(evidence.span.start);
    let (mark, after) = rest.split_at(evidence.span.len());
    let lines: Vec<_> = before.split_inclusive('\n').collect();
    let hidden = lines.len().saturating_sub(AROUND + 1);
    let above = if hidden > 0 { "…\n" } else { "" };
    let mut below: String = after.split_inclusive('\n').take(AROUND + 1).collect();
    if below.len() < after.len() {
        below.push('…');
    }
    Marked {
        exchange,
        before: plain(&format!("{above}{}", lines[hidden..].concat())),
        mark: plain(mark),
        after: plain(&below),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_shown_with_a_few_lines_around_it() {
        let text = (0..20).map(|line| format!("line {line}")).collect::<Vec<_>>().join("\n");
        let start = text.find("10").expect("it is there");
        let shown = marked(String::new(), &Evidence { span: start..start + 2, text });
        assert_eq!(shown.before, "…\nline 6\nline 7\nline 8\nline 9\nline ");
        assert_eq!(shown.mark, "10");
        assert_eq!(shown.after, "\nline 11\nline 12\nline 13\nline 14\n…");
    }
}
