//! How two forms of a part differ, member by member.

use serde_json::Value;
use suites::check::Check;

use super::{matter::matters, part::Part};

/// A member that differs.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The part.
    pub part: Part,
    /// Where in it (RFC 6901); empty for the whole.
    pub pointer: String,
    /// How.
    pub change: Change,
    /// The checks that may tell the two apart.
    pub matters: Vec<&'static Check>,
}

/// How a member differs.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It is there no more.
    Gone(Value),
    /// It was not there.
    New(Value),
    /// It has another value.
    Other(Value, Value),
    /// Of a list: what it has no more, and what it has besides.
    List(Vec<Value>, Vec<Value>),
}

impl Change {
    /// The value that the member has now.
    pub fn now(&self) -> Option<&Value> {
        match self {
            Self::New(value) | Self::Other(_, value) => Some(value),
            Self::Gone(_) | Self::List(..) => None,
        }
    }

    /// The value that it had before.
    pub fn before(&self) -> Option<&Value> {
        match self {
            Self::Gone(value) | Self::Other(value, _) => Some(value),
            Self::New(_) | Self::List(..) => None,
        }
    }
}

/// The members of `part` that differ between `before` and `now`. A metadata document that one side does not have differs by
/// its status: the rest follows from it.
pub fn differences(part: Part, before: &Value, now: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut tell = |pointer: &str, change: Change| {
        let matters = matters(part, pointer, &change, [before, now]);
        found.push(Difference { part, pointer: pointer.to_owned(), change, matters });
    };
    let status = |side: &Value| side.get("status").cloned().unwrap_or_default();
    let (old, new) = (status(before), status(now));
    if part.is_metadata() && old != new && !old.is_null() && !new.is_null() {
        tell("/status", Change::Other(old, new));
    } else {
        walk(before, now, "", &mut tell);
    }
    found
}

/// A part of which one side has nothing, and why.
pub fn whole(part: Part, change: Change) -> Difference {
    let matters = matters(part, "", &change, [&Value::Null, &Value::Null]);
    Difference { part, pointer: String::new(), change, matters }
}

fn walk(before: &Value, now: &Value, pointer: &str, tell: &mut impl FnMut(&str, Change)) {
    match (before, now) {
        (before, now) if before == now => {}
        (Value::Object(old), Value::Object(new)) => {
            for (name, before) in old {
                let pointer = format!("{pointer}/{}", escaped(name));
                match new.get(name) {
                    Some(now) => walk(before, now, &pointer, tell),
                    None => tell(&pointer, Change::Gone(before.clone())),
                }
            }
            for (name, now) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
                tell(&format!("{pointer}/{}", escaped(name)), Change::New(now.clone()));
            }
        }
        (Value::Array(old), Value::Array(new)) if old.iter().chain(new).any(Value::is_object) => {
            for place in 0..old.len().max(new.len()) {
                let pointer = format!("{pointer}/{place}");
                match (old.get(place), new.get(place)) {
                    (Some(before), Some(now)) => walk(before, now, &pointer, tell),
                    (Some(before), None) => tell(&pointer, Change::Gone(before.clone())),
                    (None, now) => tell(&pointer, Change::New(now.cloned().unwrap_or_default())),
                }
            }
        }
        (Value::Array(old), Value::Array(new)) => {
            let (lost, gained) = (without(old, new), without(new, old));
            if lost.is_empty() && gained.is_empty() {
                tell(pointer, Change::Other(before.clone(), now.clone()));
            } else {
                tell(pointer, Change::List(lost, gained));
            }
        }
        (before, now) => tell(pointer, Change::Other(before.clone(), now.clone())),
    }
}

/// The items of `list` that are not in `other`.
fn without(list: &[Value], other: &[Value]) -> Vec<Value> {
    list.iter().filter(|item| !other.contains(item)).cloned().collect()
}

/// A reference token of a JSON pointer (RFC 6901 §3).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
