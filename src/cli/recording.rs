//! The options of `test` and `connect` that keep what went over the wire.

use std::path::PathBuf;

use clap::Args;

/// The files of a recording.
#[derive(Args, Debug)]
pub struct Recording {
    /// Write every request and answer to a file, as HAR 1.2; secrets have names there
    #[arg(long, value_name = "FILE", conflicts_with = "replay", help_heading = "Recording")]
    pub record: Option<PathBuf>,
    /// Ask nobody: take the answers, the target and what the run was given from a file that `--record` wrote
    #[arg(long, value_name = "FILE", help_heading = "Recording")]
    pub replay: Option<PathBuf>,
}
