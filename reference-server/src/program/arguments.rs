use std::path::PathBuf;

use clap::{Arg, ArgMatches, Args, Command as Clap, CommandFactory as _, Parser, Subcommand};
use serde::Serialize;
use toml::Value;

use super::layers;

/// A conforming OAuth 2.1 authorization server and MCP resource server in one process.
///
/// Without a word of configuration it listens on the loopback interface, and prints the URLs that it serves.
///
/// Each setting below can be given in three places: by its flag, by its environment variable, and in a TOML file
/// (`--config`) by the name of the flag without the dashes. A flag wins over the environment, which wins over the file.
#[derive(Debug, Parser)]
#[command(
    name = "reference-server",
    version,
    max_term_width = 110,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// Read settings from this TOML file
    #[arg(long, value_name = "FILE", env = "REFERENCE_SERVER_CONFIG", hide_env_values = true)]
    pub(super) config: Option<PathBuf>,
    /// Print the settings that hold, as such a file, and exit; secrets are left out
    #[arg(long)]
    pub(super) print_config: bool,
    #[command(flatten)]
    pub(super) options: Options,
}

/// What the program does instead of serving.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an identifier and a secret for a client that is known beforehand (`--client-id`), and print them
    Credentials,
    /// Read a password and print its argon2id hash, for the file of accounts
    HashPassword,
}

/// The settings as text: what they mean is decided in one place, whatever layer they come from.
#[derive(Debug, Args, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Options {
    /// The address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", help_heading = "Addresses")]
    listen: Option<String>,
    /// The URL by which clients reach the server, where that is not the address it listens on: behind a proxy, say.
    ///
    /// Every URL that the server hands out begins with it. No header field of a request changes that, `Host` and
    /// `X-Forwarded-Host` no more than others
    #[arg(long, value_name = "URL", help_heading = "Addresses")]
    public_url: Option<String>,
    /// Believe the proxy in front which address a request comes from: by the last entry of `x-forwarded-for`, or of
    /// `forwarded`.
    ///
    /// For the rate limits and the log. Without it, all who come through a proxy count as one address; with it, nobody must be
    /// able to reach the server but through the proxy
    #[arg(
        long,
        value_name = "HEADER",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "x-forwarded-for",
        help_heading = "Addresses"
    )]
    trust_proxy: Option<String>,
    /// The origin of a web page that may use the MCP endpoints, an inspector's say; may be given several times.
    ///
    /// In the environment they are separated by commas, in a file they are an array. If the public URL is a loopback address,
    /// pages of loopback addresses need not be named
    #[arg(long, value_name = "ORIGIN", value_delimiter = ',', help_heading = "Addresses")]
    allow_origin: Vec<String>,
    /// Serve `/healthz` and `/metrics` at this address, and there only
    #[arg(long, value_name = "ADDRESS", help_heading = "Addresses")]
    metrics_listen: Option<String>,
    /// How long requests under way may take to end after SIGTERM or SIGINT
    #[arg(long, value_name = "DURATION", help_heading = "Addresses")]
    shutdown_timeout: Option<String>,

    /// Speak TLS, by a certificate that is made at the start unless `--tls-cert` names one.
    ///
    /// It is for the host of the public URL and for this machine. The certificate of its authority is written into the data
    /// directory, for clients to trust
    #[arg(long, help_heading = "TLS")]
    tls: Option<String>,
    /// The certificate chain in PEM; read again on SIGHUP
    #[arg(long, value_name = "FILE", help_heading = "TLS")]
    tls_cert: Option<String>,
    /// Its private key in PEM
    #[arg(long, value_name = "FILE", help_heading = "TLS")]
    tls_key: Option<String>,

    /// Where files are kept that the server makes
    #[arg(long, value_name = "DIRECTORY", help_heading = "Storage")]
    data_dir: Option<String>,
    /// Where clients, tokens and sessions are kept: `memory`, a `redis://` URL that several servers may share, or a file
    /// [default: reference-server.redb in the data directory]
    #[arg(long, value_name = "STORE", help_heading = "Storage")]
    store: Option<String>,

    /// Sign access tokens by this key (PKCS #8 in PEM) and not by one that is made
    #[arg(long, value_name = "FILE", help_heading = "Tokens")]
    signing_key: Option<String>,
    /// How long an access token lasts; with five minutes or less, clients refresh before each request
    #[arg(long, value_name = "DURATION", help_heading = "Tokens")]
    access_token_lifetime: Option<String>,
    /// How long a refresh token lasts
    #[arg(long, value_name = "DURATION", help_heading = "Tokens")]
    refresh_token_lifetime: Option<String>,
    /// How long a refresh token works on after it was exchanged, for an answer that got lost
    #[arg(long, value_name = "DURATION", help_heading = "Tokens")]
    refresh_grace: Option<String>,
    /// How long an authorization code lasts, 10m at most
    #[arg(long, value_name = "DURATION", help_heading = "Tokens")]
    code_lifetime: Option<String>,
    /// How long a key signs before the next one is made
    #[arg(long, value_name = "DURATION", help_heading = "Tokens")]
    signing_key_lifetime: Option<String>,

    /// The client that is known without its registering, whose users enter its identifier by hand.
    ///
    /// Its secret is in the environment variable `CLIENT_SECRET`, or in the file as `client-secret`, and has no flag, since a
    /// command line can be read by others. Without a secret it is a public client
    #[arg(long, value_name = "ID", help_heading = "Clients")]
    client_id: Option<String>,
    /// A redirect URI of that client; may be given several times [default: those of the Claude clients]
    #[arg(long, value_name = "URI", value_delimiter = ',', help_heading = "Clients")]
    client_redirect_uri: Vec<String>,
    /// Take this file for the metadata document of the client whose identifier is the URL, and never fetch it; may be given
    /// several times. Those of the Claude clients are known without
    #[arg(long, value_name = "URL=FILE", value_delimiter = ',', help_heading = "Clients")]
    client_metadata: Vec<String>,
    /// Do not let clients name themselves by the URL of a metadata document, which this server would fetch
    #[arg(long, help_heading = "Clients")]
    no_client_metadata_documents: Option<String>,
    /// How long a registration is kept that nobody uses
    #[arg(long, value_name = "DURATION", help_heading = "Clients")]
    registration_lifetime: Option<String>,

    /// The accounts of those who may sign in: a TOML file with a line `name = "$argon2id$…"` for each, the hash by
    /// `reference-server hash-password`
    #[arg(long, value_name = "FILE", help_heading = "Sign-in and sessions")]
    accounts: Option<String>,
    /// Sign everybody in as one user, `demo`, without a password: for tests.
    ///
    /// This goes without saying where there are no accounts and the server can be reached from this machine only
    #[arg(long, help_heading = "Sign-in and sessions")]
    demo: Option<String>,
    /// How long a consent page may stay open
    #[arg(long, value_name = "DURATION", help_heading = "Sign-in and sessions")]
    consent_lifetime: Option<String>,
    /// How long a user stays signed in
    #[arg(long, value_name = "DURATION", help_heading = "Sign-in and sessions")]
    sign_in_lifetime: Option<String>,
    /// How long an MCP session can be taken up again
    #[arg(long, value_name = "DURATION", help_heading = "Sign-in and sessions")]
    mcp_session_lifetime: Option<String>,
    /// Serve the tools that the official conformance suite asks for, to anybody, at `/open/mcp`: for tests
    #[arg(long, help_heading = "Sign-in and sessions")]
    with_conformance_fixtures: Option<String>,
    /// What the server is called on its pages and in its metadata
    #[arg(long, value_name = "NAME", help_heading = "Sign-in and sessions")]
    resource_name: Option<String>,

    /// Limit what one address may send: `on` or `off`. `120/1m` means 120 requests at once, and as many again over each
    /// minute
    #[arg(long, value_name = "SWITCH", help_heading = "Rate limits")]
    rate_limit: Option<String>,
    /// Client registrations
    #[arg(long, value_name = "RATE", help_heading = "Rate limits")]
    registration_rate: Option<String>,
    /// Attempts to sign in
    #[arg(long, value_name = "RATE", help_heading = "Rate limits")]
    sign_in_rate: Option<String>,
    /// Requests to the token, revocation and introspection endpoints
    #[arg(long, value_name = "RATE", help_heading = "Rate limits")]
    token_rate: Option<String>,
    /// Requests of all kinds together
    #[arg(long, value_name = "RATE", help_heading = "Rate limits")]
    request_rate: Option<String>,

    /// The form of the log, on standard error: `text` or `json`
    #[arg(long, value_name = "FORMAT", help_heading = "Log")]
    log: Option<String>,
    /// What is logged, as directives `target=level`. Nothing of this server tells a secret at any level; what the libraries
    /// below it tell at `debug` and `trace` may hold some
    #[arg(long, value_name = "DIRECTIVES", help_heading = "Log")]
    log_filter: Option<String>,
}

/// The command line of the program, with the environment variable and the default of each setting.
pub(super) fn command() -> Clap {
    let defaults = layers::defaults();
    let settings = keys();
    Arguments::command().mut_args(|argument| {
        let key = key(argument.get_id().as_str());
        if !settings.contains(&key) {
            return argument;
        }
        let argument = argument.env(variable(&key)).hide_env_values(true);
        match defaults.get(&key) {
            Some(default) => with_default(argument, default),
            None => argument,
        }
    })
}

/// A switch may stand without its value, and then means `true`.
fn with_default(argument: Arg, default: &Value) -> Arg {
    let argument = match default {
        Value::Boolean(_) => argument
            .value_name("BOOL")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
        _ => argument,
    };
    argument.default_value(layers::text(default).expect("a default is a scalar"))
}

/// The setting that has no flag.
pub(super) const CLIENT_SECRET: &str = "client-secret";

/// The names of all settings, as a file has them.
pub(super) fn keys() -> Vec<String> {
    let settings = Options::augment_args(Clap::new("settings"));
    let with_flags = settings.get_arguments().map(|argument| key(argument.get_id().as_str()));
    with_flags.chain([CLIENT_SECRET.to_owned()]).collect()
}

fn key(id: &str) -> String {
    id.replace('_', "-")
}

/// The environment variable of a setting.
pub(super) fn variable(key: &str) -> String {
    let name = key.replace('-', "_").to_uppercase();
    match key {
        "client-id" | CLIENT_SECRET => name,
        _ => format!("REFERENCE_SERVER_{name}"),
    }
}

/// Does the setting come from the command line, the environment, or neither?
pub(super) fn source(matches: &ArgMatches, key: &str) -> Option<clap::parser::ValueSource> {
    matches.value_source(&key.replace('-', "_"))
}
