use std::{fmt, io, str::FromStr};

use super::arguments;

/// Where a setting was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Flag,
    Environment,
    /// A file, and the line in it.
    File(String, usize),
    Default,
}

/// A setting as it was given.
#[derive(Debug)]
pub(super) struct Setting<'a> {
    pub(super) key: &'a str,
    pub(super) text: String,
    pub(super) origin: &'a Origin,
}

/// A setting that cannot be used: where it was made, and what is wrong with it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub(super) struct WrongSetting {
    place: String,
    problem: String,
}

impl WrongSetting {
    pub(super) fn new(key: &str, origin: &Origin, problem: impl fmt::Display) -> Self {
        let place = match origin {
            Origin::Flag => format!("`--{key}`"),
            Origin::Environment => format!("`{}`", arguments::variable(key)),
            Origin::File(name, line) => format!("`{key}` in `{name}`, line {line}"),
            Origin::Default => format!("`{key}`"),
        };
        Self { place, problem: problem.to_string() }
    }

    /// The file of settings itself.
    pub(super) fn in_file(name: &str, problem: impl fmt::Display) -> Self {
        Self { place: format!("`{name}`"), problem: problem.to_string() }
    }
}

impl Setting<'_> {
    pub(super) fn wrong(&self, problem: impl fmt::Display) -> WrongSetting {
        WrongSetting::new(self.key, self.origin, problem)
    }

    /// Not what was expected.
    pub(super) fn unexpected(&self, expected: &str) -> WrongSetting {
        self.wrong(format!("expected {expected}, observed `{}`", self.text))
    }

    pub(super) fn parse<T: FromStr>(&self, expected: &str) -> Result<T, WrongSetting> {
        self.text.parse().map_err(|_| self.unexpected(expected))
    }

    /// What is in the file that the setting names.
    pub(super) fn read(&self) -> Result<Vec<u8>, WrongSetting> {
        self.read_file(&self.text)
    }

    /// What is in a file that a part of the setting names.
    pub(super) fn read_file(&self, path: &str) -> Result<Vec<u8>, WrongSetting> {
        std::fs::read(path).map_err(|error| self.wrong(unreadable(path, &error)))
    }
}

/// Why a file was not read.
pub(super) fn unreadable(name: &str, error: &io::Error) -> String {
    format!("cannot read `{name}`: {error}")
}
