use std::{
    error::Error,
    fs::{self, DirBuilder},
    io,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
};

use reference_server::{OpenError, Service};

use super::{
    announcement, certificate::Certificate, layers::Layers, plan::Plan, setting::WrongSetting,
    signals::Signals,
};

/// The name of the file in the data directory that holds the certificate of a generated authority.
const AUTHORITY_FILE: &str = "authority.pem";

/// Why the program ends early.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Setting(#[from] WrongSetting),
    #[error("cannot listen on `{address}`: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("{}", with_causes(.0))]
    Store(#[from] OpenError),
    #[error("cannot write into the data directory: {0}")]
    DataDirectory(io::Error),
    #[error("cannot read a password: {0}")]
    Password(io::Error),
    #[error("cannot serve: {0}")]
    Serve(io::Error),
}

/// An error and what caused it, in one line.
fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// Serves until a signal ends it.
pub(super) fn serve(plan: &Plan, layers: &Layers) -> Result<(), Failure> {
    plan.log.start();
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::Serve)?;
    runtime.block_on(run(plan, layers))
}

async fn run(plan: &Plan, layers: &Layers) -> Result<(), Failure> {
    let (listener, bound) = listen(plan.listen)?;
    let settings = plan.settings(layers, bound)?;
    let monitoring = plan.metrics_listen.map(listen).transpose()?;
    let monitored_at = monitoring.as_ref().map(|(_, address)| *address);
    let certificate = plan.certificate.as_ref();
    let authority = publish_authority(&plan.data_dir, certificate).map_err(Failure::DataDirectory)?;
    let mut signals = Signals::new().map_err(Failure::Serve)?;

    let service = Service::open(settings.clone()).await?;
    if let Some((listener, _)) = monitoring {
        let listener = tokio::net::TcpListener::from_std(listener).map_err(Failure::Serve)?;
        tokio::spawn(axum::serve(listener, service.monitoring()).into_future());
    }
    for warning in announcement::warnings(&settings, authority.is_some()) {
        eprintln!("warning: {warning}");
    }
    announcement::say(&announcement::urls(&settings, monitored_at, authority.as_deref()));

    let tls = certificate.map(|certificate| &certificate.tls);
    let end = signals.end(certificate);
    let served = service.serve(listener, tls, end, plan.shutdown_timeout).await;
    tracing::info!("the server has ended");
    served.map_err(Failure::Serve)
}

/// Puts the certificate of a generated authority into the data directory, which nobody else may read, and returns its path.
fn publish_authority(data_dir: &Path, certificate: Option<&Certificate>) -> io::Result<Option<PathBuf>> {
    let authority = certificate.and_then(|certificate| certificate.tls.authority());
    let Some(authority) = authority else { return Ok(None) };
    private_directory().recursive(true).create(data_dir)?;
    let path = std::path::absolute(data_dir.join(AUTHORITY_FILE))?;
    fs::write(&path, authority)?;
    Ok(Some(path))
}

#[cfg(unix)]
fn private_directory() -> DirBuilder {
    use std::os::unix::fs::DirBuilderExt as _;
    let mut directory = DirBuilder::new();
    directory.mode(0o700);
    directory
}

#[cfg(not(unix))]
fn private_directory() -> DirBuilder {
    DirBuilder::new()
}

fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), Failure> {
    let bind = || {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let bound = listener.local_addr()?;
        Ok((listener, bound))
    };
    bind().map_err(|source| Failure::Listen { address, source })
}
