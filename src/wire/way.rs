//! The way to a host below HTTP: its addresses, and its TLS handshake.

use std::{
    io,
    net::IpAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use rustls::{
    ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::ring::default_provider,
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject as _},
};
use suites::{obstacle::Obstacle, session::Handshake};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use super::{Setup, failure};

/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The addresses that a host has: those that were given in the place of DNS, or those of DNS.
pub(super) async fn addresses(setup: &Setup, host: &str) -> Result<Vec<IpAddr>, Obstacle> {
    let pretended = setup.pretence.addresses.iter().find(|(name, _)| name == host);
    let given = setup.resolve.iter().find(|(name, _)| name == host);
    match (pretended, given) {
        (Some((_, addresses)), _) => Ok(addresses.clone()),
        (None, Some((_, address))) => Ok(vec![address.ip()]),
        (None, None) => {
            let failed = |reason: String| Obstacle::Unreachable { url: host.to_owned(), reason };
            // Of no name is a port asked here, and the function wants one.
            let found = tokio::time::timeout(PATIENCE, lookup_host((host, 443))).await;
            let found = found.map_err(|_| failed("DNS did not answer in time".into()))?;
            let found = found.map_err(|error| failed(error.to_string()))?;
            let mut addresses: Vec<_> = found.map(|address| address.ip()).collect();
            addresses.sort_unstable();
            addresses.dedup();
            Ok(addresses)
        }
    }
}

/// What the server behind `url` shows of itself. Nothing is fetched that it leaves out, as some browsers and systems do.
pub(super) async fn handshake(setup: &Setup, url: &Url) -> Result<Handshake, Obstacle> {
    let witness = Arc::new(Witness { strict: strict(setup)?, seen: OnceLock::new() });
    let broken = |reason: String| Obstacle::Tls { url: url.to_string(), reason };
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| broken(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&witness) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    let name = ServerName::try_from(host(url)).map_err(|error| broken(error.to_string()))?;
    let shaken = async {
        let stream = connect(setup, url).await?;
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    };
    let shaken = tokio::time::timeout(PATIENCE, shaken).await;
    let shaken = shaken.map_err(|_| failure::timed_out(url, PATIENCE))?;
    match (witness.seen.get(), shaken) {
        (Some(seen), _) => Ok(seen.clone()),
        (None, Err(error)) => Err(broken(error.to_string())),
        (None, Ok(_)) => Err(broken("the server showed no certificate".into())),
    }
}

async fn connect(setup: &Setup, url: &Url) -> io::Result<TcpStream> {
    let port = url.port_or_known_default().unwrap_or(443);
    let host = host(url);
    match setup.resolve.iter().find(|(name, _)| *name == host) {
        Some((_, address)) => TcpStream::connect((address.ip(), url.port().unwrap_or(address.port()))).await,
        None => TcpStream::connect((host, port)).await,
    }
}

/// The host without the brackets of an address.
fn host(url: &Url) -> String {
    match url.host() {
        Some(Host::Ipv6(address)) => address.to_string(),
        Some(host) => host.to_string(),
        None => String::new(),
    }
}

/// The verification that knows the authorities of this machine and those that the user named, and nothing else.
fn strict(setup: &Setup) -> Result<Arc<WebPkiServerVerifier>, Obstacle> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    for pem in &setup.authorities {
        roots.add_parsable_certificates(CertificateDer::pem_slice_iter(pem).filter_map(Result::ok));
    }
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::new(default_provider()))
        .build()
        .map_err(|error| Obstacle::unknown(format!("no certificate can be verified here: {error}")))
}

/// Lets every certificate pass, and remembers what was to be said of it.
#[derive(Debug)]
struct Witness {
    strict: Arc<WebPkiServerVerifier>,
    seen: OnceLock<Handshake>,
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        stapled: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verdict = self.strict.verify_server_cert(leaf, others, name, stapled, now);
        let distrust = verdict.err().map(|error| error.to_string());
        self.seen.get_or_init(|| Handshake { certificates: others.len() + 1, distrust });
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.strict.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.strict.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.strict.supported_verify_schemes()
    }
}
