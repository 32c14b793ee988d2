//! The command line of `list`.

use clap::{Args, ValueEnum};

/// Options of `list`.
#[derive(Args, Debug)]
pub struct List {
    /// The format
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    pub format: ListFormat,
    /// What the checks cover: each requirement of the documents and each known class of failures, with the checks that
    /// decide it, the reason why none does, or that it is open
    #[arg(long, value_enum, value_name = "WHICH", num_args = 0..=1, require_equals = true, default_missing_value = "all")]
    pub coverage: Option<Shown>,
}

/// The entries that `list --coverage` shows; what it counts at the end are all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shown {
    /// Every entry.
    All,
    /// Those that a check decides.
    Covered,
    /// Those that are left out for a reason.
    Excluded,
    /// Those for which there is no check yet.
    Open,
}

/// A format of `list`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For a person.
    Human,
    /// For a program.
    Json,
}
