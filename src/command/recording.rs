//! `--record` and `--replay`: the files.

use std::{fs, path::Path};

use jiff::{SignedDuration, Timestamp};

use super::{
    output,
    setup::{self, Prepared},
};
use crate::{
    har::{self, Settings},
    subject::Subject,
    usage::Usage,
    wire::{Tape, Wire},
};

/// The largest file that is read: some times what a run keeps of its answers.
const LARGEST: u64 = 64 << 20;

/// A recording with what its run was given.
pub(super) struct Replay {
    settings: Settings,
    tape: Tape,
}

/// Writes what went over the wire of `subject` to the file at `path`.
pub(super) fn write(
    path: &Path,
    subject: &Subject,
    settings: &Settings,
    given: &[String],
) -> Result<(), Usage> {
    let age = i64::try_from(subject.wire.now()).expect("a run lasts less than an age");
    let began = Timestamp::now() - SignedDuration::from_millis(age);
    output::save(path, &har::write(&subject.wire, settings, given, began))
}

impl Replay {
    /// Reads the file at `path`.
    pub(super) fn read(path: &Path) -> Result<Self, Usage> {
        let wrong =
            |reason: String| Usage::File { path: path.display().to_string(), verb: "replayed", reason };
        let length = fs::metadata(path).map_err(|error| wrong(error.to_string()))?.len();
        if length > LARGEST {
            return Err(wrong(format!("it has {length} bytes, and at most {LARGEST} are read")));
        }
        let bytes = fs::read(path).map_err(|error| wrong(error.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|_| wrong("it is no text".into()))?;
        let (settings, tape) = har::read(&text).map_err(|error| wrong(error.to_string()))?;
        Ok(Self { settings, tape })
    }

    /// The server as it was recorded, for these clients; for those of the recording where none is named.
    pub(super) fn prepare(self, names: &[String]) -> Result<Prepared, Usage> {
        let Self { settings, tape } = self;
        let revision = setup::revision(settings.revision())?;
        let clients = setup::clients(if names.is_empty() { settings.clients() } else { names }, revision)?;
        let (options, target) = (settings.options(), setup::target(settings.target())?);
        let subject = Subject::over(Wire::replaying(tape), &options, target, revision, clients)?;
        Ok(Prepared { subject, secrets: options.secrets(), settings })
    }
}
