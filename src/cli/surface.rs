//! The options of `snapshot` and `compare`.

use std::path::PathBuf;

use clap::Args;

use super::Shared;

/// Options of `snapshot`.
#[derive(Args, Debug)]
pub struct Snapshot {
    /// The MCP URL, as a user would paste it into a client
    pub url: String,
    /// Write no snapshot; what differs or is not kept fails, and lies beside as `.snap.new`
    #[arg(long, conflicts_with = "accept")]
    pub check: bool,
    /// Keep everything as it is now
    #[arg(long)]
    pub accept: bool,
    /// The folder of this server's snapshots [default: snapshots/HOST-PATH]
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Register nothing and approve nothing
    #[arg(long)]
    pub read_only: bool,
    /// How to reach, approve and report
    #[command(flatten)]
    pub shared: Shared,
}

/// Options of `compare`.
#[derive(Args, Debug)]
pub struct Compare {
    /// The MCP URL of one server, yours say, or a folder of snapshots
    pub a: String,
    /// The MCP URL of the other, one that works say, or a folder of snapshots
    pub b: String,
    /// Register nothing and approve nothing
    #[arg(long)]
    pub read_only: bool,
    /// How to reach, approve and report
    #[command(flatten)]
    pub shared: Shared,
}

impl Shared {
    /// The same options without what the user gave for one server, and no other may have.
    #[must_use]
    pub fn without_secrets(&self) -> Self {
        Self {
            login: Vec::new(),
            login_file: None,
            login_origin: Vec::new(),
            client_id: None,
            client_secret_env: None,
            token_env: None,
            headers: Vec::new(),
            ..self.clone()
        }
    }
}
