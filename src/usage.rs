//! What a user asked wrongly: one sentence each, with what was probably meant.

use thiserror::Error;

/// A wrong use of the command line.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Usage {
    /// A check that does not exist.
    #[error("there is no check `{id}`{}", meant(.suggestion.as_deref()))]
    UnknownCheck {
        /// What was asked for.
        id: String,
        /// The nearest that exists.
        suggestion: Option<String>,
    },
    /// A client, suite, revision, … that does not exist.
    #[error("there is no {kind} `{name}` (there are {known}){}", meant(.suggestion.as_deref()))]
    UnknownName {
        /// What kind of thing.
        kind: &'static str,
        /// What was asked for.
        name: String,
        /// The nearest that exists.
        suggestion: Option<String>,
        /// All that exist.
        known: String,
    },
    /// A target that is no URL.
    #[error("`{text}` is no URL that an MCP client could use: {reason}{}", meant(.suggestion.as_deref()))]
    Target {
        /// What was given.
        text: String,
        /// What is wrong with it.
        reason: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// An option whose value is not of its form.
    #[error("`{option}` wants {form}, and `{value}` is not that")]
    Value {
        /// The option.
        option: &'static str,
        /// The form.
        form: &'static str,
        /// What was given.
        value: String,
    },
    /// An environment variable that holds nothing.
    #[error("the environment variable `{name}` that `{option}` names is not set")]
    Variable {
        /// The option.
        option: &'static str,
        /// The variable.
        name: String,
    },
    /// A file that cannot be read or written.
    #[error("`{path}` cannot be {verb}: {reason}")]
    File {
        /// The path.
        path: String,
        /// `read` or `written`.
        verb: &'static str,
        /// What the system says.
        reason: String,
    },
    /// Something else, told in a sentence.
    #[error("{0}")]
    Other(String),
}

fn meant(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |suggestion| format!("; did you mean `{suggestion}`?"))
}

/// The name among `known` that is nearest to `name`, where one is near.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let scored = known.into_iter().map(|candidate| (strsim::jaro_winkler(name, candidate), candidate));
    let best = scored.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (best.0 > 0.75).then(|| best.1.to_owned())
}

/// The check of this id, or the wrong use with what was probably meant.
pub fn check(id: &str) -> Result<(&'static suites::check::Suite, &'static suites::check::Check), Usage> {
    suites::check(id).ok_or_else(|| {
        let suggestion = nearest(id, suites::checks().map(|(_, check)| check.id));
        Usage::UnknownCheck { id: id.to_owned(), suggestion }
    })
}

/// The item of `known` called `name`, or the wrong use with what was probably meant.
pub fn named<T: Copy>(kind: &'static str, name: &str, known: &[(&'static str, T)]) -> Result<T, Usage> {
    let found = known.iter().find(|(known, _)| *known == name).map(|(_, item)| *item);
    found.ok_or_else(|| Usage::UnknownName {
        kind,
        name: name.to_owned(),
        suggestion: nearest(name, known.iter().map(|(known, _)| *known)),
        known: known.iter().map(|(known, _)| format!("`{known}`")).collect::<Vec<_>>().join(", "),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_met_with_a_suggestion() {
        let told = check("registration-respons-has-no-nul")
            .map(|_| ())
            .expect_err("it does not exist")
            .to_string();
        assert_eq!(
            told,
            "there is no check `registration-respons-has-no-nul`; did you mean `registration-response-has-no-null`?"
        );
        assert_eq!(nearest("zzz", ["claude-web", "spec"]), None);
    }
}
