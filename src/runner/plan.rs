//! What a run will judge, in which order, and what that costs at most.

use libtest_mimic::{Arguments, Trial};
use suites::{
    check::{AskedBy, Check, Effect, Level, Needs, Suite},
    client::Client,
};

use super::Selection;

/// A trial before it is run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Planned {
    pub(super) suite: &'static Suite,
    pub(super) check: &'static Check,
    pub(super) client: Option<Client>,
    /// The check's place in the catalogue, whatever is selected of it.
    pub(super) place: usize,
    /// Whether the budget has the approvals that the check needs.
    pub(super) may_approve: bool,
}

impl Planned {
    /// `suite::check`, or `suite::check::client`.
    pub(crate) fn name(self) -> String {
        let client = self.client.map_or(String::new(), |client| format!("::{}", client.name()));
        format!("{}::{}{client}", self.suite.id, self.check.id)
    }

    /// Whether these arguments run the trial.
    pub(crate) fn is_left_by(self, arguments: &Arguments) -> bool {
        !arguments.is_filtered_out(&Trial::test(self.name(), || Ok(())))
    }

    /// What the check needs.
    pub(crate) const fn needs(self) -> Needs {
        self.check.needs
    }

    /// The place in line for what is scarce: first what a client breaks on, then what a clause demands.
    fn rank(self) -> (bool, bool) {
        let breaks = Client::CLAUDE.iter().any(|client| self.check.impact.on(*client) == Effect::Breaks);
        (!breaks, self.check.level != Level::Must)
    }
}

/// The selected trials, in the order of the suites.
pub(crate) fn plan(clients: &[Client], selection: &Selection) -> Vec<Planned> {
    let mut planned = Vec::new();
    for (place, (suite, check)) in suites::checks().enumerate() {
        if !selection.suites.is_empty() && !selection.suites.iter().any(|name| name == suite.id) {
            continue;
        }
        let asked_by = |client| Planned { suite, check, client, place, may_approve: true };
        match check.asked_by {
            AskedBy::Anyone => planned.push(asked_by(None)),
            AskedBy::EachClient => planned.extend(clients.iter().copied().map(Some).map(asked_by)),
        }
    }
    planned
}

/// Gives out so many approvals that are left: beforehand, so that the same budget buys the same verdicts each time.
pub(crate) fn give_out(approvals: usize, planned: &mut [Planned]) {
    let mut in_line: Vec<_> = planned.iter_mut().collect();
    in_line.sort_by_key(|planned| planned.rank());
    let mut left = approvals;
    for planned in in_line {
        let needed = planned.check.needs.approvals();
        planned.may_approve = needed <= left;
        left -= if planned.may_approve { needed } else { 0 };
    }
}

/// What a run costs at most, or thereabouts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// How many checks are judged, once for each client that they are judged for.
    pub checks: usize,
    /// About how many requests are sent.
    pub requests: usize,
    /// How many approvals are asked for at most.
    pub approvals: usize,
}

/// About how many requests a client's walk sends, with those of the page on which it is approved.
const WALK: usize = 16;
/// About how many requests an approval costs, with the redemption of its code.
const APPROVAL: usize = 4;

/// What a run of the selection costs.
pub fn cost(clients: &[Client], selection: &Selection) -> Cost {
    let planned = super::selected(clients, selection);
    let approvals = planned.iter().map(|planned| planned.check.needs.approvals()).sum::<usize>();
    let requests = |planned: &Planned| match planned.check.needs {
        // One in two asks what another has asked already.
        Needs::Nothing | Needs::Tokens | Needs::Registration => 1,
        Needs::Approvals(count) | Needs::Sacrifices(count) => 1 + APPROVAL * usize::from(count),
    };
    Cost {
        checks: planned.len(),
        requests: WALK * clients.len() + planned.iter().map(requests).sum::<usize>(),
        approvals: clients.len() + approvals,
    }
}
