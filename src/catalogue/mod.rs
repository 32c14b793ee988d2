//! The whole catalogue as tests of somebody else's crate: each check a trial of libtest-mimic, so that `cargo test` lists,
//! filters and counts them.

mod verdict;

use std::{any::Any, fmt, process::ExitCode, sync::Arc};

use libtest_mimic::{Arguments, Conclusion, Trial};
use suites::{check::Level, client::Client, spec::Revision};
use tokio::runtime::{Builder, Handle};
use url::Url;

use crate::{
    claude::{Connection, Options},
    runner::{self, Planned, Selection, THREADS, Turns},
    subject::Subject,
    usage::{self, Usage},
    wire::Redaction,
};
use verdict::Expectation;

/// Every check of a server as a test, and for each client one more: that it connects (`connects::claude-web`).
///
/// It is the `main` of a test target with `harness = false`, and takes cargo's own arguments: a filter, `--exact`, `--skip`,
/// `--list`, `--test-threads`, `--format`. The trials share what they learn of the server, as in `claude-conformance test`.
///
/// ```no_run
/// // Cargo.toml: [[test]] name = "conformance", harness = false
/// // tests/conformance.rs:
/// use std::process::ExitCode;
///
/// use claude_conformance::{Catalogue, Target};
///
/// fn main() -> ExitCode {
///     Catalogue::default().main(|| async {
///         let server = reference_server::Server::builder().start().expect("a free port");
///         Target::at(server.url()).keeping(server)
///     })
/// }
/// ```
///
/// A check that does not apply, or could not be tried, is *ignored*, with the reason; so is one that fails below the level of
/// [`deny`](Self::deny), and one that is [known to fail](Self::known_failure).
#[derive(Clone, Debug)]
#[must_use]
pub struct Catalogue {
    clients: Vec<Client>,
    revision: Revision,
    options: Options,
    expectation: Expectation,
}

impl Default for Catalogue {
    fn default() -> Self {
        Self {
            clients: Client::CLAUDE.to_vec(),
            revision: Revision::V2026_07_28,
            options: Options::default(),
            expectation: Expectation::default(),
        }
    }
}

impl Catalogue {
    /// Judges for these clients; for the three Claude clients unless told otherwise.
    pub fn clients(mut self, clients: impl IntoIterator<Item = Client>) -> Self {
        self.clients = clients.into_iter().collect();
        self.clients.sort();
        self.clients.dedup();
        self
    }

    /// Judges by this revision of MCP; by the newest unless told otherwise.
    pub fn revision(mut self, revision: Revision) -> Self {
        self.revision = revision;
        self
    }

    /// The weakest level at which a failed check fails; [`Level::Interop`] unless told otherwise.
    pub fn deny(mut self, level: Level) -> Self {
        self.expectation.deny = level;
        self
    }

    /// How the server is reached and approved at.
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// What is known to fail, and why that is borne: a check by its id, or one of its trials by its name or the end of it
    /// (`refresh-token-is-issued::claude-web`). It fails when it fails no longer, so that the list stays true.
    pub fn known_failure(mut self, name: impl Into<String>, reason: impl Into<String>) -> Self {
        self.expectation.known.push((name.into(), reason.into()));
        self
    }

    /// A check that binds the server and could not be tried fails.
    pub fn untestable_fails(mut self) -> Self {
        self.expectation.untestable_fails = true;
        self
    }

    /// Runs as the process was told to: starts the server, judges it, and ends it.
    ///
    /// `start` runs in a runtime with threads of its own, which goes on until all is judged: what it spawns there serves as
    /// long, and what the [`Target`] keeps is dropped then. With `--list` nothing is started.
    pub fn main<S, F>(self, start: S) -> ExitCode
    where
        S: FnOnce() -> F,
        F: Future<Output: Into<Target>>,
    {
        match self.run(&Arguments::from_args(), start) {
            Ok(conclusion) => conclusion.exit_code(),
            Err(usage) => {
                eprintln!("error: {usage}");
                ExitCode::from(2)
            }
        }
    }

    /// The same with these arguments.
    ///
    /// # Errors
    /// A known failure that no check is called, a target that is no URL, or an option that is unusable.
    pub fn run<S, F>(self, arguments: &Arguments, start: S) -> Result<Conclusion, Usage>
    where
        S: FnOnce() -> F,
        F: Future<Output: Into<Target>>,
    {
        let mut planned = runner::plan(&self.clients, &Selection::default());
        planned.sort_by_key(|planned| planned.needs().turn());
        let checks = planned.iter().map(|planned| planned.name());
        self.expectation
            .is_about(&checks.chain(self.clients.iter().copied().map(connects)).collect::<Vec<_>>())?;
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.expect("the system starts threads");
        let target = if arguments.list { None } else { Some(runtime.block_on(start()).into()) };
        let url = target.as_ref().map_or(PLACEHOLDER, |target: &Target| &target.url);
        let subject = Subject::of(&self.options, usage::target(url)?, self.revision, self.clients.clone())?;
        runner::give_out(subject.approver.left().saturating_sub(self.clients.len()), &mut planned);
        let judge = Arc::new(Judge {
            subject: Arc::new(subject),
            handle: runtime.handle().clone(),
            secrets: self.options.secrets(),
            expectation: self.expectation,
        });
        let mut arguments = arguments.clone();
        let trials = judge.trials(&self.clients, &planned, &arguments);
        arguments.test_threads.get_or_insert(THREADS);
        let conclusion = libtest_mimic::run(&arguments, trials);
        drop(target);
        // What the server spawned is not waited for.
        runtime.shutdown_background();
        Ok(conclusion)
    }
}

/// What stands in the place of the URL where nothing is asked.
const PLACEHOLDER: &str = "http://localhost/mcp";

/// The name of the trial that a client connects.
fn connects(client: Client) -> String {
    format!("connects::{}", client.name())
}

/// The server that is judged: its URL, and what has to live as long as it is asked.
pub struct Target {
    url: String,
    kept: Box<dyn Any>,
}

impl Target {
    /// The server at this URL, as a user would paste it into a client.
    pub fn at(url: impl AsRef<str>) -> Self {
        Self { url: url.as_ref().to_owned(), kept: Box::new(()) }
    }

    /// The same, and `guard` is dropped when all is judged: a server, a container, a folder.
    #[must_use]
    pub fn keeping(self, guard: impl Any) -> Self {
        Self { kept: Box::new((self.kept, guard)), ..self }
    }
}

impl From<String> for Target {
    fn from(url: String) -> Self {
        Self::at(url)
    }
}

impl From<Url> for Target {
    fn from(url: Url) -> Self {
        Self::at(url)
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Target").field("url", &self.url).finish_non_exhaustive()
    }
}

/// Who judges: what all trials share.
struct Judge {
    subject: Arc<Subject>,
    handle: Handle,
    secrets: Vec<String>,
    expectation: Expectation,
}

impl Judge {
    fn trials(
        self: &Arc<Self>,
        clients: &[Client],
        planned: &[Planned],
        arguments: &Arguments,
    ) -> Vec<Trial> {
        let runs = |planned: &&Planned| planned.is_left_by(arguments);
        let turns = Arc::new(Turns::of(planned.iter().filter(runs).map(|planned| planned.needs())));
        let walks = clients.iter().map(|client| {
            let (judge, client, name) = (Arc::clone(self), *client, connects(*client));
            Trial::ignorable_test(name.clone(), move || {
                let connection = judge.connection(client);
                judge.expectation.of_connection(&name, &connection).into()
            })
        });
        let checks = planned.iter().map(|planned| {
            let (judge, planned, name) = (Arc::clone(self), *planned, planned.name());
            let turns = Arc::clone(&turns);
            Trial::ignorable_test(name.clone(), move || {
                let _turn = turns.take(planned.needs());
                let record = runner::judge(planned, &judge.subject, &judge.handle);
                // Of what passed nothing is told, so nothing has to be hidden.
                judge.expectation.of_check(&name, &record, |text| judge.redaction().apply(text)).into()
            })
        });
        walks.chain(checks).collect()
    }

    fn connection(&self, client: Client) -> Connection {
        let walk = self.handle.block_on(self.subject.walk_of(client));
        Connection::new(&walk, &self.subject.wire.recording().exchanges(), &self.redaction())
    }

    fn redaction(&self) -> Redaction {
        let exchanges = self.subject.wire.recording().exchanges();
        Redaction::new(exchanges.iter().map(AsRef::as_ref), self.secrets.clone())
    }
}
