//! Where reports go.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use suites::check::Level;

use super::progress;
use crate::{
    report::{Format, Report, human},
    usage::{self, Usage},
};

/// A format with the file that it goes to; standard output without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) format: Format,
    pub(super) file: Option<PathBuf>,
}

/// Reads `F[=FILE]`, several times; `known` are the formats there are, the first is the default.
pub(super) fn outputs(texts: &[String], known: &[(&'static str, Format)]) -> Result<Vec<Output>, Usage> {
    if texts.is_empty() {
        return Ok(vec![Output { format: known[0].1, file: None }]);
    }
    let outputs = texts.iter().map(|text| {
        let (format, file) =
            text.split_once('=').map_or((text.as_str(), None), |(format, file)| (format, Some(file)));
        Ok(Output { format: usage::named("format", format, known)?, file: file.map(PathBuf::from) })
    });
    let outputs = outputs.collect::<Result<Vec<_>, Usage>>()?;
    if outputs.iter().filter(|output| output.file.is_none()).count() > 1 {
        return Err(Usage::Other(
            "only one format can go to standard output; give the others a file: `--format junit=report.xml`"
                .into(),
        ));
    }
    Ok(outputs)
}

impl Output {
    /// `report` in this output's format, as wide as the terminal has it where it goes to one.
    pub(super) fn render(&self, report: &Report, deny: Level, verbose: bool) -> String {
        let columns = self.file.is_none().then(progress::columns).flatten();
        match (self.format, columns) {
            (Format::Human, Some(columns)) => human::render_within(report, deny, verbose, columns),
            _ => self.format.render(report, deny, verbose),
        }
    }

    /// Writes `text`, without colours where they are not wanted.
    pub(super) fn write(&self, text: &str) -> Result<(), Usage> {
        let Some(path) = &self.file else {
            print(text);
            return Ok(());
        };
        save(path, &anstream::adapter::strip_str(text).to_string())
    }
}

/// Writes a file.
pub(super) fn save(path: &Path, text: &str) -> Result<(), Usage> {
    fs::write(path, text).map_err(|error| Usage::File {
        path: path.display().to_string(),
        verb: "written",
        reason: error.to_string(),
    })
}

/// Writes to standard output; a reader that went away (a broken pipe) wants no more, and that is no error.
pub(super) fn print(text: &str) {
    let mut stdout = anstream::stdout().lock();
    let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
}
