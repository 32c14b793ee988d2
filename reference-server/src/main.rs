//! The reference server as a program.

use std::{error::Error, io, net::SocketAddr, time::Duration};

use clap::Parser;
use reference_server::{InvalidPublicUrl, InvalidStorage, OpenError, Settings, paths, router};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use url::Url;

/// A conforming OAuth 2.1 authorization server and MCP resource server.
///
/// Anybody who can reach it can register a client and approve for its one user.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The address to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The origin under which clients reach the server, if a proxy is in front of it
    #[arg(long)]
    public_url: Option<Url>,
    /// Where to keep clients, codes and tokens: `memory`, a Redis such as `redis://127.0.0.1:6379/0`, or the path of a file
    // A text, since clap repeats what it cannot parse, and this may hold a password.
    #[arg(long, default_value = "reference-server.redb")]
    store: String,
    /// For how many seconds a refresh token that was used still works
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    refresh_grace: u64,
    /// Serve what the official conformance suite asks for, to anybody, at /open/mcp
    #[arg(long)]
    with_conformance_fixtures: bool,
}

/// Why the program ends early.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("`--public-url`: {0}")]
    PublicUrl(#[from] InvalidPublicUrl),
    #[error("cannot listen on `{address}`: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("cannot serve: {0}")]
    Serve(io::Error),
    #[error("`--store`: {0}")]
    Storage(#[from] InvalidStorage),
    #[error("{0}: {reason}", reason = reason(.0))]
    Store(#[from] OpenError),
}

fn reason(error: &OpenError) -> String {
    error.source().map(ToString::to_string).unwrap_or_default()
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_writer(io::stderr)
        .init();
    match serve(Arguments::parse()).await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            std::process::ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), Failure> {
    let address = arguments.listen;
    let listen = |source| Failure::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(listen)?;
    let bound = listener.local_addr().map_err(listen)?;
    let public_url = arguments
        .public_url
        .unwrap_or_else(|| Url::parse(&format!("http://{bound}")).expect("a socket address is an authority"));
    let mut settings = Settings::new(public_url)?;
    settings.storage = arguments.store.parse()?;
    settings.refresh_grace = Duration::from_secs(arguments.refresh_grace);
    settings.conformance_fixtures = arguments.with_conformance_fixtures;
    print_urls(&settings);
    axum::serve(listener, router(settings).await?).await.map_err(Failure::Serve)
}

fn print_urls(settings: &Settings) {
    for (name, path) in [
        ("MCP endpoint", paths::MCP),
        ("MCP endpoint, HTTP+SSE", paths::SSE),
        ("protected resource metadata", paths::MCP_PROTECTED_RESOURCE_METADATA),
        ("authorization server metadata", paths::AUTHORIZATION_SERVER_METADATA),
        ("client registration", paths::REGISTRATION),
        ("authorization", paths::AUTHORIZATION),
        ("token", paths::TOKEN),
    ] {
        println!("{name:30} {}", settings.url(path));
    }
}
