//! The formats of a report, by name.

use suites::check::Level;

use super::{Report, badge, github, html, human, json, junit, libtest_json, markdown, sarif};

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For a person.
    Human,
    /// For a program.
    Json,
    /// For the test view of a CI system.
    Junit,
    /// For code scanning.
    Sarif,
    /// Annotations of a GitHub Actions job.
    Github,
    /// For a comment on a pull request.
    Markdown,
    /// One file for a browser.
    Html,
    /// As Rust's own test runner writes it.
    LibtestJson,
    /// An SVG image for a README.
    Badge,
}

/// The formats with their names on the command line, the default first.
pub const FORMATS: &[(&str, Format)] = &[
    ("human", Format::Human),
    ("json", Format::Json),
    ("junit", Format::Junit),
    ("sarif", Format::Sarif),
    ("github", Format::Github),
    ("markdown", Format::Markdown),
    ("html", Format::Html),
    ("libtest-json", Format::LibtestJson),
    ("badge", Format::Badge),
];

impl Format {
    /// `report` in this format; failures at or above `deny` fail the run, `verbose` tells of what does not apply, too.
    pub fn render(self, report: &Report, deny: Level, verbose: bool) -> String {
        match self {
            Self::Human => human::render(report, deny, verbose),
            Self::Json => json::render(report),
            Self::Junit => junit::render(report),
            Self::Sarif => sarif::render(report),
            Self::Github => github::render(report, deny),
            Self::Markdown => markdown::render(report),
            Self::Html => html::render(report),
            Self::LibtestJson => libtest_json::render(report),
            Self::Badge => badge::render(report),
        }
    }
}
