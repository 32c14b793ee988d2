//! What a user says of the server's surroundings, and the one call that plays a client.

use std::{fmt, net::SocketAddr, time::Duration};

use suites::{
    client::Client,
    oauth::token::{ClientAuthentication, Credentials, Secret},
};
use tokio::runtime::Builder;
use url::{Origin, Url};

use super::{Afterwards, Clock, Connection, Start, walk};
use crate::{
    approval::{Approver, Login, Manner},
    usage::{self, Usage},
    wire::{Redaction, Setup, Wire},
};

/// The approvals that are asked for where nobody has to give them by hand.
const APPROVALS: usize = 100;

/// How a server is reached and approved at. Each is an option of `claude-conformance connect`, and called as there.
///
/// ```
/// # #[tokio::main] async fn main() {
/// use claude_conformance::{Client, Options};
///
/// # let server = reference_server::Server::builder().start().expect("a free port");
/// let options = Options::default().login("username", "demo").header("X-Preview", "let-me-in");
/// let connection = options.connect(Client::ClaudeCode, server.url()).await.expect("it is used well");
/// assert_eq!(connection.expect_connected().tools, ["echo", "sign", "whoami"]);
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct Options {
    pub(crate) manner: Manner,
    pub(crate) login: Vec<(String, String)>,
    pub(crate) login_origins: Vec<String>,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) token: Option<Secret>,
    pub(crate) client_metadata_url: Option<String>,
    pub(crate) may_register: bool,
    pub(crate) approvals: Option<usize>,
    pub(crate) setup: Setup,
    pub(crate) afterwards: Vec<Afterwards>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            manner: Manner::Auto,
            login: Vec::new(),
            login_origins: Vec::new(),
            credentials: None,
            token: None,
            client_metadata_url: None,
            may_register: true,
            approvals: None,
            setup: Setup::default(),
            afterwards: Vec::new(),
        }
    }
}

/// How, and to whom: what else is there may be secret.
impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Options").field("manner", &self.manner).finish_non_exhaustive()
    }
}

impl Options {
    /// Who approves; [`Manner::Auto`] walks the consent page as a person would.
    pub fn approve(mut self, manner: Manner) -> Self {
        self.manner = manner;
        self
    }

    /// A value for a field of the sign-in form, by the field's name, id, `autocomplete` or type.
    pub fn login(mut self, field: impl Into<String>, value: impl Into<String>) -> Self {
        self.login.push((field.into(), value.into()));
        self
    }

    /// Another origin than the authorization server's to which login values may go, by a URL of it.
    pub fn login_origin(mut self, url: impl Into<String>) -> Self {
        self.login_origins.push(url.into());
        self
    }

    /// A client registered beforehand, as in the connector's advanced settings, with its secret if it has one.
    pub fn pre_registered(mut self, client_id: impl Into<String>, client_secret: Option<&str>) -> Self {
        // The SDKs show a static secret by Basic; what a profile prefers stands above it.
        let method = client_secret.map_or(ClientAuthentication::None, |_| ClientAuthentication::Basic);
        let client_secret = client_secret.map(Secret::new);
        self.credentials = Some(Credentials { client_id: client_id.into(), client_secret, method });
        self
    }

    /// An access token, for where no approval can be given.
    pub fn token(mut self, access_token: impl Into<String>) -> Self {
        self.token = Some(Secret::new(access_token));
        self
    }

    /// A certificate authority to trust, in PEM.
    pub fn ca(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.setup.authorities.push(pem.into());
        self
    }

    /// Connects to `address` for `host`, whatever DNS says.
    pub fn resolve(mut self, host: impl Into<String>, address: SocketAddr) -> Self {
        self.setup.resolve.push((host.into(), address));
        self
    }

    /// Does not verify certificates.
    pub fn insecure(mut self) -> Self {
        self.setup.insecure = true;
        self
    }

    /// A header field for every request to the target's origin, and to no other.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.setup.headers.push((name.into(), value.into()));
        self
    }

    /// The longest that one request may take; 30 seconds unless told otherwise, and a client may be less patient.
    pub fn timeout(mut self, patience: Duration) -> Self {
        self.setup.limits.patience = patience;
        self
    }

    /// The most requests that are sent; 1000 unless told otherwise.
    pub fn max_requests(mut self, requests: usize) -> Self {
        self.setup.limits.requests = requests;
        self
    }

    /// The most approvals that are asked for; 100 unless told otherwise, with a person or a command one a client.
    pub fn approvals(mut self, approvals: usize) -> Self {
        self.approvals = Some(approvals);
        self
    }

    /// What the client's user does after the walk, after what was said before.
    pub fn afterwards(mut self, afterwards: Afterwards) -> Self {
        self.afterwards.push(afterwards);
        self
    }

    /// Registers nothing and approves nothing.
    pub fn read_only(mut self) -> Self {
        self.may_register = false;
        self
    }

    /// Plays `client` against the MCP server at `url`, from the first request to the list of its tools.
    ///
    /// # Errors
    /// An option that is unusable, or a `url` that is none. That the client does not connect is no error but the answer.
    pub async fn connect(&self, client: Client, url: impl AsRef<str>) -> Result<Connection, Usage> {
        let target = usage::target(url.as_ref())?;
        let (wire, approver, clock) = (self.wire(&target)?, self.approver(1)?, Clock::system());
        let start = Start {
            credentials: self.credentials.as_ref(),
            token: self.token.as_ref(),
            client_metadata_url: self.client_metadata_url.as_deref(),
            may_register: self.may_register,
            afterwards: &self.afterwards,
            ..Start::new(&target, &wire, &approver, &clock)
        };
        let walk = walk(client.profile(), start).await;
        let exchanges = wire.recording().exchanges();
        let redaction = Redaction::new(exchanges.iter().map(AsRef::as_ref), self.secrets());
        Ok(Connection::new(&walk, &exchanges, &redaction))
    }

    /// The same from outside of a runtime.
    ///
    /// # Errors
    /// As [`Options::connect`].
    ///
    /// # Panics
    /// In a runtime, which has [`Options::connect`].
    pub fn connect_blocking(&self, client: Client, url: impl AsRef<str>) -> Result<Connection, Usage> {
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.expect("the system starts a runtime").block_on(self.connect(client, url))
    }

    /// The way out to `target`.
    pub(crate) fn wire(&self, target: &Url) -> Result<Wire, Usage> {
        let headers = &self.setup.headers;
        if !headers.iter().all(|(name, value)| is_field(name, value)) {
            return Err(wrong_header());
        }
        Wire::new(target, &self.setup).map_err(Usage::Other)
    }

    /// The person behind so many clients.
    pub(crate) fn approver(&self, clients: usize) -> Result<Approver, Usage> {
        let manner = if self.may_register { self.manner.clone() } else { Manner::None };
        let origins = self.login_origins.iter().map(|text| origin(text)).collect::<Result<Vec<_>, _>>()?;
        let login = Login::new(self.login.clone()).also_at(origins);
        Ok(Approver::new(manner, login, self.most_approvals(clients)))
    }

    /// The most approvals that so many clients ask for.
    pub(crate) fn most_approvals(&self, clients: usize) -> usize {
        let asks_nobody = matches!(self.manner, Manner::Auto | Manner::Browser { .. });
        self.approvals.unwrap_or(if asks_nobody { APPROVALS } else { clients })
    }

    /// What must never be shown.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let headers = &self.setup.headers;
        let client_secret =
            self.credentials.iter().filter_map(|credentials| credentials.client_secret.as_ref());
        let secrets = self.token.iter().chain(client_secret).map(|secret| secret.reveal().to_owned());
        let values = self.login.iter().chain(headers).map(|(_, value)| value.clone());
        // Of `Bearer …` also the credentials alone.
        let credentials = headers.iter().filter_map(|(_, value)| Some(value.split_once(' ')?.1.to_owned()));
        secrets.chain(values).chain(credentials).collect()
    }
}

/// Plays `client` against the MCP server at `url`, without any options.
///
/// # Errors
/// A `url` that is none. That the client does not connect is no error but the answer.
pub async fn connect(client: Client, url: impl AsRef<str>) -> Result<Connection, Usage> {
    Options::default().connect(client, url).await
}

/// The same from outside of a runtime.
///
/// # Errors
/// As [`connect()`].
///
/// # Panics
/// In a runtime, which has [`connect()`].
pub fn connect_blocking(client: Client, url: impl AsRef<str>) -> Result<Connection, Usage> {
    Options::default().connect_blocking(client, url)
}

fn is_field(name: &str, value: &str) -> bool {
    reqwest::header::HeaderName::from_bytes(name.as_bytes()).is_ok()
        && reqwest::header::HeaderValue::from_str(value).is_ok()
}

/// A header field that is none; its value may be secret, and is not repeated.
pub(crate) fn wrong_header() -> Usage {
    Usage::Value { option: "--header", form: "`NAME: VALUE`", value: "…".into() }
}

/// An origin: a URL of it.
fn origin(text: &str) -> Result<Origin, Usage> {
    let origin = Url::parse(text).ok().map(|url| url.origin()).filter(Origin::is_tuple);
    let (option, form) = ("--login-origin", "a URL like `https://login.example.com`");
    origin.ok_or_else(|| Usage::Value { option, form, value: text.to_owned() })
}
