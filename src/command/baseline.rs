//! `test --baseline` and `--write-baseline`: the files.

use std::path::Path;

use suites::check::Level;

use super::{output, setup::read};
use crate::{baseline::Baseline, cli::Test, runner::Record, usage::Usage};

/// The baseline of `--baseline`, or one that expects nothing.
pub(super) fn of(options: &Test) -> Result<Baseline, Usage> {
    let path = options.baseline.as_ref();
    path.map_or_else(|| Ok(Baseline::default()), |path| Baseline::parse(path, &read(path)?))
}

/// Writes what fails the run at `deny` to the file at `path`, beside what stands there or in `baseline` and is still needed.
pub(super) fn write(path: &Path, baseline: &Baseline, records: &[Record], deny: Level) -> Result<(), Usage> {
    let known = if baseline.is_empty() && path.exists() {
        Baseline::parse_unfinished(path, &read(path)?)?
    } else {
        baseline.clone()
    };
    let renewed = known.renewed(records, |record| record.check.level <= deny);
    output::save(path, &renewed.to_toml())?;
    let missing = match renewed.without_reason() {
        0 => String::new(),
        count => format!(", {count} of them without a reason: fill it in"),
    };
    let count = renewed.len();
    anstream::eprintln!("`{}` lists {count} as expected to fail{missing}", path.display());
    Ok(())
}
