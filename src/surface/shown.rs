//! Differences as reports have them: plain data, with who each matters to, the worst first.

use serde::Serialize;
use serde_json::{Map, Value};
use suites::check::{Check, Effect, Impact};

use super::{
    difference::{Change, Difference},
    matter::worst,
};
use crate::{
    report::ImpactNames,
    text::{plain, shortened},
};

/// The longest value that is shown in a sentence.
const LONGEST: usize = 100;

/// What the two sides of a difference are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sides {
    /// A snapshot, and the server now.
    Time,
    /// Two servers.
    Servers,
}

impl Sides {
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Time => ("before", "now"),
            Self::Servers => ("a", "b"),
        }
    }
}

/// A difference.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// The parts that differ alike.
    pub parts: Vec<&'static str>,
    /// Where in them (RFC 6901).
    pub pointer: String,
    /// The values: `before` and `now`, or `a` and `b`; of a list, what only one side has.
    #[serde(flatten)]
    pub values: Map<String, Value>,
    /// The same in a sentence.
    pub told: String,
    /// The worst that it may do to a client.
    pub effect: &'static str,
    /// The checks that look at the member.
    pub matters: Vec<Matter>,
}

/// A check that looks at a member.
#[derive(Clone, Debug, Serialize)]
pub struct Matter {
    /// Its id.
    pub check: &'static str,
    /// What it states.
    pub title: &'static str,
    /// What the opposite does to each client.
    pub impact: ImpactNames,
    /// What happens then.
    pub why: &'static str,
    /// The impact, to be asked by client.
    #[serde(skip)]
    pub(super) effects: Impact,
}

/// The differences, the worst first; what differs alike in several parts once.
pub fn shown<'a>(differences: impl IntoIterator<Item = &'a Difference>, sides: Sides) -> Vec<Shown> {
    let mut ranked: Vec<(Effect, Shown)> = Vec::new();
    for (effect, shown) in differences.into_iter().map(|found| rank(found, sides)) {
        let same =
            |(_, other): &&mut (Effect, Shown)| other.pointer == shown.pointer && other.told == shown.told;
        match ranked.iter_mut().find(same).filter(|_| !shown.pointer.is_empty()) {
            Some((known, other)) => {
                *known = (*known).min(effect);
                other.join(shown);
            }
            None => ranked.push((effect, shown)),
        }
    }
    ranked.sort_by_key(|(effect, _)| *effect);
    ranked
        .into_iter()
        .map(|(effect, shown)| Shown { effect: effect.name(), ..shown })
        .collect()
}

impl Shown {
    /// Takes in the same difference of another part.
    fn join(&mut self, other: Self) {
        self.parts.extend(other.parts);
        for matter in other.matters {
            if self.matters.iter().all(|known| known.check != matter.check) {
                self.matters.push(matter);
            }
        }
    }
}

fn rank(difference: &Difference, sides: Sides) -> (Effect, Shown) {
    let effect = worst(&difference.matters);
    let shown = Shown {
        parts: vec![difference.part.name()],
        pointer: difference.pointer.clone(),
        values: values(&difference.change, sides),
        told: told(&difference.change, sides),
        effect: effect.name(),
        matters: difference.matters.iter().map(|check| matter(check)).collect(),
    };
    (effect, shown)
}

fn matter(check: &'static Check) -> Matter {
    Matter {
        check: check.id,
        title: check.title,
        impact: check.impact.into(),
        why: check.why,
        effects: check.impact,
    }
}

fn values(change: &Change, sides: Sides) -> Map<String, Value> {
    let (first, second) = sides.names();
    let (before, now) = match change {
        Change::Gone(before) => (Some(before.clone()), None),
        Change::New(now) => (None, Some(now.clone())),
        Change::Other(before, now) => (Some(before.clone()), Some(now.clone())),
        Change::List(lost, gained) => {
            return Map::from_iter([
                (format!("only_{first}"), Value::Array(lost.clone())),
                (format!("only_{second}"), Value::Array(gained.clone())),
            ]);
        }
    };
    let sides = [(first, before), (second, now)];
    sides.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn told(change: &Change, sides: Sides) -> String {
    match (sides, change) {
        (Sides::Time, Change::Gone(before)) => format!("gone; it was {}", short(before)),
        (Sides::Time, Change::New(now)) => format!("new: {}", short(now)),
        (Sides::Time, Change::Other(before, now)) => format!("was {}, is {}", short(before), short(now)),
        (Sides::Time, Change::List(lost, gained)) => both(("lost", lost), ("gained", gained)),
        (Sides::Servers, Change::Gone(a)) => format!("A has {}, B does not have it", short(a)),
        (Sides::Servers, Change::New(b)) => format!("A does not have it, B has {}", short(b)),
        (Sides::Servers, Change::Other(a, b)) => format!("A has {}, B has {}", short(a), short(b)),
        (Sides::Servers, Change::List(lost, gained)) => both(("only A has", lost), ("only B has", gained)),
    }
}

fn both(lost: (&str, &[Value]), gained: (&str, &[Value])) -> String {
    let told = |(verb, items): (&str, &[Value])| {
        let items: Vec<_> = items.iter().map(short).collect();
        (!items.is_empty()).then(|| format!("{verb} {}", items.join(", ")))
    };
    [told(lost), told(gained)].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// A value in a sentence, without what could write to the reader's terminal.
fn short(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    format!("`{}`", shortened(&plain(&text), LONGEST).replace(['\n', '`'], " "))
}
