//! Tells whether each Claude client can connect to an OAuth-protected MCP server, and if not, which layer fails, why,
//! and how to mend it. This is the library, for the tests of a server that is written in Rust; the command line tool of
//! the same name judges servers in any language.
//!
//! # Does Claude connect?
//!
//! [`claude::connect`] plays a client against a server, from its URL to the list of its tools. In the tests of a server:
//!
//! ```
//! use claude_conformance::{Client, claude};
//!
//! # #[tokio::main] async fn main() {
//! # let server = reference_server::Server::builder().start().expect("a free port");
//! # let url = server.url();
//! let connection = claude::connect(Client::ClaudeWeb, url).await.expect("it is a URL");
//! connection.expect_connected();
//! assert_eq!(connection.tools, ["echo", "sign", "whoami"]);
//! # }
//! ```
//!
//! If the client stops, [`Connection::expect_connected`] panics with what its user would read, what happened, and each
//! exchange in a line; secrets are redacted. [`Options`] has values for a sign-in form, a pre-registered client, a
//! certificate authority, budgets, and what else the command line knows.
//!
//! # Where does it stop, and why?
//!
//! A [`Connection`] says at which [`Stage`], and in whose words. Here the registration response has a null:
//!
//! ```
//! use claude_conformance::{Client, Outcome, Stage, claude};
//!
//! # let fault = &suites::check("registration-response-has-no-null").expect("it exists").1.fault;
//! # let server = claude_conformance::bench::start("127.0.0.1:0", Some(fault)).expect("a free port");
//! # let url = server.url();
//! let connection = claude::connect_blocking(Client::ClaudeCode, url).expect("it is a URL");
//! assert_eq!((connection.outcome, connection.stage), (Outcome::Failed, Stage::Registration));
//! assert!(connection.message.contains("expected string, received null"));
//! assert!(connection.explanation.contains("registration-response-has-no-null"));
//! ```
//!
//! # The whole catalogue, as tests
//!
//! [`Catalogue`] is the `main` of a test target with `harness = false`: each check becomes a test that `cargo test` lists,
//! filters and counts.
//!
//! What a client does is known with different certainty: Claude Code and `mcp-remote` are recorded, Claude Web is not. The
//! README says what stands behind each; `claude-conformance explain claude-web` prints every rule with its source.

mod catalogue;
pub mod claude;
mod text;
mod usage;

#[doc(hidden)]
pub mod approval;
#[doc(hidden)]
pub mod baseline;
#[doc(hidden)]
pub mod bench;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod command;
#[doc(hidden)]
pub mod deregistration;
#[doc(hidden)]
pub mod har;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod runner;
#[doc(hidden)]
pub mod selftest;
#[doc(hidden)]
pub mod subject;
#[doc(hidden)]
pub mod surface;
#[doc(hidden)]
pub mod wire;

pub use catalogue::{Catalogue, Target};
pub use claude::{Afterwards, Call, Connection, Manner, Options};
pub use suites::{
    check::Level,
    client::Client,
    exchange::{Exchange, Request, Response},
    session::{Called, Outcome, Stage, WalkedPhase},
    spec::Revision,
};
pub use usage::Usage;
