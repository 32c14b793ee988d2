//! The command line, as clap reads it.

mod examples;
mod list;
mod recording;
mod surface;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use suites::check::Level;

use examples::{
    COMPARE_EXAMPLES, COMPLETIONS_EXAMPLES, CONNECT_EXAMPLES, SERVE_EXAMPLES, SNAPSHOT_EXAMPLES,
    TEST_EXAMPLES,
};
pub use list::{List, ListFormat, Shown};
pub use recording::Recording;
pub use surface::{Compare, Snapshot};

/// Tells whether each Claude client can connect to an OAuth-protected MCP server, and if not, which layer fails, why,
/// and how to mend it.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, max_term_width = 110)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge a server: every suite, and what each Claude client would make of it
    #[command(after_help = TEST_EXAMPLES)]
    Test(Test),
    /// Play one Claude client against a server, and say how it ends, in that client's own words
    #[command(after_help = CONNECT_EXAMPLES)]
    Connect(Connect),
    /// Keep what a server shows to clients in files, and tell when it shows something else
    #[command(after_help = SNAPSHOT_EXAMPLES)]
    Snapshot(Snapshot),
    /// Tell how two servers differ, what matters to a client first: yours against one that works
    #[command(after_help = COMPARE_EXAMPLES)]
    Compare(Compare),
    /// Run the bundled reference server, or one that is wrong in exactly one way
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(Serve),
    /// List the checks
    List(List),
    /// Print the manual page of a check, or what the mock of a client does and how that is known
    Explain(Explain),
    /// Put every check in front of its own fault, on this machine: the tool can say no
    Selftest(Selftest),
    /// Print the completions for a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(Completions),
    /// Print the manual page, or write those of all commands
    Man(Man),
}

/// Options of `test`.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Test {
    /// The MCP URL, as a user would paste it into a client; without it, the bundled server is judged
    pub url: Option<String>,
    /// Judge only checks whose name (`suite::check[::client]`) contains this
    pub filter: Option<String>,
    /// The filter is the whole name
    #[arg(long)]
    pub exact: bool,
    /// Leave out checks whose name contains this (repeatable)
    #[arg(long, value_name = "PART")]
    pub skip: Vec<String>,
    /// Only list the names of the checks that would be judged
    #[arg(long)]
    pub list: bool,
    /// How many checks are judged side by side
    #[arg(long, value_name = "N")]
    pub test_threads: Option<usize>,
    /// Judge only this suite (repeatable)
    #[arg(long, value_name = "NAME")]
    pub suite: Vec<String>,
    /// Judge for this client, optionally with its version (repeatable) [default: the three Claude clients]
    #[arg(long, value_name = "CLIENT")]
    pub client: Vec<String>,
    /// The weakest level at which a failure fails the run
    #[arg(long, value_enum, default_value_t = Deny::Interop)]
    pub deny: Deny,
    /// A file of expected failures; one that passes fails the run
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write the failures of this run to a file for `--baseline`; reasons and dates that it has are kept
    #[arg(long, value_name = "FILE")]
    pub write_baseline: Option<PathBuf>,
    /// Register nothing and approve nothing
    #[arg(long)]
    pub read_only: bool,
    /// Leave the clients that were registered, also where the server deletes clients on request
    #[arg(long)]
    pub keep_registrations: bool,
    /// Show what does not apply, too
    #[arg(long, short)]
    pub verbose: bool,
    /// How to reach, approve and report
    #[command(flatten)]
    pub shared: Shared,
    /// What to keep, or what was kept
    #[command(flatten)]
    pub recording: Recording,
}

/// The weakest level that fails a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// What a clause demands.
    Must,
    /// And what a Claude client needs.
    Interop,
    /// And what a clause recommends.
    Should,
}

impl From<Deny> for Level {
    fn from(deny: Deny) -> Self {
        match deny {
            Deny::Must => Self::Must,
            Deny::Interop => Self::Interop,
            Deny::Should => Self::Should,
        }
    }
}

/// Options of `connect`.
#[derive(Args, Debug)]
pub struct Connect {
    /// The MCP URL, as a user would paste it into the client
    #[arg(required_unless_present = "replay", conflicts_with = "replay")]
    pub url: Option<String>,
    /// The client: claude-web, claude-code, mcp-remote, or spec (to the letter of --spec), optionally with its version
    /// (claude-code@2.1.330, spec@2025-11-25)
    #[arg(long = "as", value_name = "CLIENT", required_unless_present = "replay")]
    pub client: Option<String>,
    /// Use the client once more after so many seconds, for what happens when the access token ends
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(..=86_400))]
    pub again_after: Option<u64>,
    /// Where the server asks for more scope (`insufficient_scope`), sign in again as its user would, and use it once more
    #[arg(long)]
    pub scopes_again: bool,
    /// Call a tool once connected: this one, or the first that the server lists
    #[arg(long, value_name = "TOOL", num_args = 0..=1, require_equals = true)]
    pub call: Option<Option<String>>,
    /// The arguments of the call, a JSON object
    #[arg(long, value_name = "JSON", requires = "call", default_value = "{}")]
    pub arguments: String,
    /// Sign out at the end, with a client that has a command for it (claude-code)
    #[arg(long)]
    pub logout: bool,
    /// How to reach, approve and report
    #[command(flatten)]
    pub shared: Shared,
    /// What to keep, or what was kept
    #[command(flatten)]
    pub recording: Recording,
}

/// Options of `test` and `connect` alike.
#[derive(Args, Clone, Debug)]
pub struct Shared {
    /// Who approves: auto (walk the pages), browser (drive a real one), manual, command=CMD, none
    #[arg(long, value_name = "HOW", default_value = "auto", help_heading = "Approval")]
    pub approve: String,
    /// Show the window of `--approve browser`
    #[arg(long, help_heading = "Approval")]
    pub headed: bool,
    /// A value for a field of a sign-in form, by the field's name, id, autocomplete or type (repeatable)
    #[arg(long, value_name = "FIELD=VALUE", help_heading = "Approval")]
    pub login: Vec<String>,
    /// A file with a FIELD=VALUE on each line
    #[arg(long, value_name = "FILE", help_heading = "Approval")]
    pub login_file: Option<PathBuf>,
    /// Another origin than the authorization server's to which login values may go (repeatable)
    #[arg(long, value_name = "URL", help_heading = "Approval")]
    pub login_origin: Vec<String>,
    /// A pre-registered client identifier, as in Claude's advanced settings
    #[arg(long, value_name = "ID", help_heading = "Approval")]
    pub client_id: Option<String>,
    /// The URL of a client ID metadata document, for `--as spec`
    #[arg(long, value_name = "URL", conflicts_with = "client_id", help_heading = "Approval")]
    pub client_metadata_url: Option<String>,
    /// The environment variable that holds its secret
    #[arg(long, value_name = "NAME", requires = "client_id", help_heading = "Approval")]
    pub client_secret_env: Option<String>,
    /// The environment variable that holds an access token, for where no approval can be given
    #[arg(long, value_name = "NAME", help_heading = "Approval")]
    pub token_env: Option<String>,
    /// The most approvals that are asked for [default: 100; with a person or a command, one a client]
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub approvals: Option<usize>,
    /// The longest that one request may take, in seconds
    #[arg(long, value_name = "S", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600), help_heading = "Limits")]
    pub timeout: u64,
    /// The most requests that are sent
    #[arg(long, value_name = "N", default_value_t = 1000, help_heading = "Limits")]
    pub max_requests: usize,
    /// The revision of MCP by which to judge
    #[arg(long, value_name = "REVISION", default_value = "2026-07-28")]
    pub spec: String,
    /// A PEM file with a certificate authority to trust (repeatable)
    #[arg(long, value_name = "FILE", help_heading = "Reaching the server")]
    pub ca: Vec<PathBuf>,
    /// Connect to ADDRESS for HOST:PORT (repeatable)
    #[arg(long, value_name = "HOST:PORT:ADDRESS", help_heading = "Reaching the server")]
    pub resolve: Vec<String>,
    /// Do not verify certificates
    #[arg(long, action = ArgAction::SetTrue, help_heading = "Reaching the server")]
    pub insecure: bool,
    /// A header field for every request to the target's origin, and to no other; not by `--approve browser` (repeatable)
    #[arg(long = "header", value_name = "N: V", help_heading = "Reaching the server")]
    pub headers: Vec<String>,
    /// A format, and the file it goes to (repeatable): human, json; for `test` also junit, sarif, github, markdown, html,
    /// libtest-json, badge; for `snapshot` and `compare` also markdown [default: human]
    #[arg(long, value_name = "F[=FILE]")]
    pub format: Vec<String>,
}

/// Options of `serve`.
#[derive(Args, Debug)]
pub struct Serve {
    /// The address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// The check whose fault stands in front of the server
    #[arg(long, value_name = "CHECK-ID")]
    pub fault: Option<String>,
}

/// Options of `explain`.
#[derive(Args, Debug)]
pub struct Explain {
    /// The check's id, or the client
    pub id: String,
    /// The format
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    pub format: ExplainFormat,
}

/// A format of `explain`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// For a terminal.
    Text,
    /// For a program.
    Json,
    /// For a document.
    Markdown,
}

/// Options of `selftest`.
#[derive(Args, Debug)]
pub struct Selftest {
    /// Only checks whose id contains this
    pub filter: Option<String>,
}

/// Options of `completions`.
#[derive(Args, Debug)]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// Options of `man`.
#[derive(Args, Debug)]
pub struct Man {
    /// A folder for the pages, one a command; without it, the page of the whole goes to standard output
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
}
