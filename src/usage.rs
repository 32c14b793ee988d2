//! What a user asked wrongly: one sentence each, with what was probably meant.

use suites::oauth::resource::is_loopback;
use thiserror::Error;
use url::Url;

/// A wrong use of the tool. Options are called as on the command line: `--login-origin` is `login_origin` of a library.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
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
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let scored = known.into_iter().map(|candidate| (strsim::jaro_winkler(name, candidate), candidate));
    let best = scored.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (best.0 > 0.75).then(|| best.1.to_owned())
}

/// The check of this id, or the wrong use with what was probably meant.
pub(crate) fn check(
    id: &str,
) -> Result<(&'static suites::check::Suite, &'static suites::check::Check), Usage> {
    suites::check(id).ok_or_else(|| {
        let suggestion = nearest(id, suites::checks().map(|(_, check)| check.id));
        Usage::UnknownCheck { id: id.to_owned(), suggestion }
    })
}

/// The item of `known` called `name`, or the wrong use with what was probably meant.
pub(crate) fn named<T: Copy>(
    kind: &'static str,
    name: &str,
    known: &[(&'static str, T)],
) -> Result<T, Usage> {
    let found = known.iter().find(|(known, _)| *known == name).map(|(_, item)| *item);
    found.ok_or_else(|| Usage::UnknownName {
        kind,
        name: name.to_owned(),
        suggestion: nearest(name, known.iter().map(|(known, _)| *known)),
        known: known.iter().map(|(known, _)| format!("`{known}`")).collect::<Vec<_>>().join(", "),
    })
}

/// The URL that a user would paste into a client.
pub(crate) fn target(text: &str) -> Result<Url, Usage> {
    let wrong =
        |reason: &str| Usage::Target { text: text.to_owned(), reason: reason.to_owned(), suggestion: None };
    let url = match Url::parse(text) {
        Ok(url) if url.has_host() => url,
        Ok(_) | Err(url::ParseError::RelativeUrlWithoutBase) => {
            let reason = "it has no scheme".into();
            return Err(Usage::Target { text: text.to_owned(), reason, suggestion: completed(text) });
        }
        Err(error) => return Err(wrong(&error.to_string())),
    };
    match url.scheme() {
        "http" | "https" if url.username().is_empty() && url.password().is_none() => Ok(url),
        // What stands there may be a password: the URL is not repeated.
        "http" | "https" => {
            Err(Usage::Other("the URL carries a user name or password, and no MCP client sends them".into()))
        }
        scheme => Err(wrong(&format!("its scheme is `{scheme}`"))),
    }
}

/// `text` with the scheme that was probably meant.
fn completed(text: &str) -> Option<String> {
    let with = |scheme: &str| Url::parse(&format!("{scheme}://{text}")).ok().filter(Url::has_host);
    let url = with("https").filter(|_| text.contains(['.', ':']))?;
    if is_loopback(&url) { with("http").map(String::from) } else { Some(url.into()) }
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

    #[test]
    fn a_target_without_a_scheme_is_met_with_the_one_that_was_meant() {
        let told = target("www.example.com/mcp").expect_err("no scheme").to_string();
        assert!(told.ends_with("did you mean `https://www.example.com/mcp`?"), "{told}");
        let told = target("localhost:8080/mcp").expect_err("no scheme").to_string();
        assert!(told.contains("did you mean `http://localhost:8080/mcp`?"), "{told}");
        assert!(target("ftp://example.com").is_err());
        assert!(target("https://user:pw@example.com").is_err());
        assert!(target("https://example.com/mcp").is_ok());
    }
}
