//! A client's walk on the page: its steps in order, with what passes between client and browser, and the findings beside
//! the step where they arose.

use super::{
    super::{
        Prediction, Report, Shown, grouping,
        text::{plain, plural, shortened},
    },
    finding::{Finding, Link},
    step::{BROWSER, CLIENT, Step},
};

/// A client's walk.
pub(super) struct Flow<'a> {
    pub(super) client: &'a Prediction,
    pub(super) title: &'a str,
    /// `good`, `poor` or `bad`.
    pub(super) tone: &'static str,
    pub(super) sign: &'static str,
    /// How it ends, in a few words.
    pub(super) told: String,
    pub(super) message: String,
    pub(super) explanation: String,
    pub(super) because: Vec<Link>,
    pub(super) phases: Vec<Phase<'a>>,
    /// What concerns this client and none of its own steps shows.
    pub(super) elsewhere: Vec<Link>,
}

/// A part of a walk.
pub(super) struct Phase<'a> {
    pub(super) name: &'static str,
    pub(super) message: String,
    pub(super) rows: Vec<Row<'a>>,
}

/// A row of the picture.
pub(super) enum Row<'a> {
    /// An exchange over HTTP.
    Exchange(Box<Step<'a>>),
    /// What passes between client and browser on the person's machine.
    Handover { from: u8, to: u8, told: &'static str },
}

impl<'a> Flow<'a> {
    pub(super) fn new(report: &'a Report, client: &'a Prediction, findings: &[Finding<'_>]) -> Self {
        let (sign, tone, told) = match client.prediction {
            "connects" => ("✓", "good", format!("connects and lists {}", plural(client.tools.len(), "tool"))),
            "degraded" => ("!", "poor", "connects, with losses".to_owned()),
            "fails" => ("✗", "bad", format!("fails at {}", client.stage)),
            _ => ("?", "poor", "could not be played".to_owned()),
        };
        let mut concerning: Vec<_> = findings.iter().filter(|one| one.concerns(client.client)).collect();
        let because = client.because.iter().filter_map(|id| concerning.iter().find(|one| one.id == *id));
        let because = because.map(|one| one.link()).collect();
        let phases = phases(report, client, &mut concerning);
        Self {
            client,
            title: grouping::title(client.client),
            tone,
            sign,
            told,
            message: shortened(&plain(&client.message), 1200),
            explanation: plain(&client.explanation),
            because,
            phases,
            elsewhere: concerning.into_iter().map(Finding::link).collect(),
        }
    }
}

/// The phases; a finding that a step shows is taken from `findings`.
fn phases<'a>(
    report: &'a Report,
    client: &'a Prediction,
    findings: &mut Vec<&Finding<'_>>,
) -> Vec<Phase<'a>> {
    let phases = client.phases.iter().map(|phase| {
        let exchanges = phase.exchanges.iter().filter_map(|index| report.exchange(*index));
        let mut rows = Vec::new();
        let mut last: Option<&Shown> = None;
        for exchange in exchanges {
            rows.extend(handover(last, exchange));
            let mut step = Step::new(exchange, report);
            let here = findings.extract_if(.., |finding| arose_in(finding, exchange, report));
            step.findings = here.map(Finding::link).collect();
            rows.push(Row::Exchange(Box::new(step)));
            last = Some(exchange);
        }
        Phase { name: phase.name, message: shortened(&plain(&phase.message), 300), rows }
    });
    phases.collect()
}

/// Whether a finding was made in this exchange, or in one that asked the same.
fn arose_in(finding: &Finding<'_>, exchange: &Shown, report: &Report) -> bool {
    let Some(place) = finding.exchange.and_then(|index| report.exchange(index)) else { return false };
    let is_alike =
        |a: &Shown, b: &Shown| a.by == b.by && a.method == b.method && a.url == b.url && a.status == b.status;
    place.index == exchange.index || is_alike(place, exchange)
}

/// What passes between client and browser before this exchange.
fn handover<'a>(last: Option<&Shown>, next: &Shown) -> Option<Row<'a>> {
    let last = last.filter(|last| last.by != next.by);
    match next.by {
        "user-agent" if last.is_some() => {
            Some(Row::Handover { from: CLIENT, to: BROWSER, told: "opens the authorization URL" })
        }
        "client" if last.is_some_and(|last| last.status.is_some_and(|status| status / 100 == 3)) => {
            Some(Row::Handover {
                from: BROWSER,
                to: CLIENT,
                told: "the callback, on the way of the redirect",
            })
        }
        _ => None,
    }
}
