use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use axum_server::tls_rustls::RustlsConfig;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::{
    ServerConfig,
    crypto::ring::default_provider,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, pem::PemObject as _},
};

/// How long a generated certificate is valid: no client asks for less than a day, and some refuse more than 398 days.
const VALIDITY: Duration = Duration::from_hours(365 * 24);

/// The names by which this machine reaches itself.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// How the server proves by TLS who it is. HTTP/2 is offered beside HTTP/1.1.
///
/// Clones share the certificate, so that it can be renewed while the server runs.
#[derive(Clone)]
pub struct Tls {
    config: RustlsConfig,
    authority: Option<String>,
}

/// Certificate and key do not serve.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidCertificate {
    /// The first of the two files has no certificate.
    #[error("expected a certificate chain in PEM, observed no certificate")]
    NoCertificate,
    /// The second has no private key.
    #[error("expected a private key in PEM, observed none")]
    NoKey,
    /// They do not belong together, or are of a kind that cannot be used.
    #[error("expected a certificate and its private key, observed that they do not fit: {0}")]
    Unfit(#[from] rustls::Error),
    /// A host is no name of a machine.
    #[error("expected the name or address of a host, observed `{0}`")]
    Host(String),
}

impl Tls {
    /// By a certificate chain, the server's own first, and its private key, both in PEM.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, InvalidCertificate> {
        let config = RustlsConfig::from_config(config_from_pem(chain, key)?);
        Ok(Self { config, authority: None })
    }

    /// By a certificate for these hosts, and for those by which this machine reaches itself. It is signed by an authority
    /// that is made for it alone and whose key is forgotten at once, so that nobody can ever sign another one: a client may
    /// trust the authority without a worry.
    pub fn generate(hosts: &[&str]) -> Result<Self, InvalidCertificate> {
        let authority_key = KeyPair::generate().expect("the system has random numbers");
        let key = KeyPair::generate().expect("the system has random numbers");
        let authority = authority();
        let leaf = leaf(hosts)?;
        let signed = "parameters of our own making are signed";
        let authority_certificate = authority.self_signed(&authority_key).expect(signed);
        let leaf = leaf.signed_by(&key, &Issuer::new(authority, authority_key)).expect(signed);
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = RustlsConfig::from_config(config(vec![leaf.der().clone()], key)?);
        Ok(Self { config, authority: Some(authority_certificate.pem()) })
    }

    /// The certificate of the generated authority in PEM, for a client to trust.
    pub fn authority(&self) -> Option<&str> {
        self.authority.as_deref()
    }

    /// Puts another chain and key in the place of those that new connections are shown.
    pub fn renew(&self, chain: &[u8], key: &[u8]) -> Result<(), InvalidCertificate> {
        self.config.reload_from_config(config_from_pem(chain, key)?);
        Ok(())
    }

    pub(crate) fn config(&self) -> RustlsConfig {
        self.config.clone()
    }
}

fn config_from_pem(chain: &[u8], key: &[u8]) -> Result<Arc<ServerConfig>, InvalidCertificate> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(chain).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty()).ok_or(InvalidCertificate::NoCertificate)?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| InvalidCertificate::NoKey)?;
    config(chain, key)
}

fn config(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<Arc<ServerConfig>, InvalidCertificate> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn authority() -> CertificateParams {
    let mut authority = certificate("Authority of a reference server");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    authority
}

fn leaf(hosts: &[&str]) -> Result<CertificateParams, InvalidCertificate> {
    let mut leaf = certificate("Reference server");
    for host in hosts.iter().chain(&LOOPBACK) {
        let name = CertificateParams::new([(*host).to_owned()])
            .map_err(|_| InvalidCertificate::Host((*host).to_owned()))?;
        leaf.subject_alt_names.extend(name.subject_alt_names);
    }
    leaf.use_authority_key_identifier_extension = true;
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(leaf)
}

/// A certificate that is valid from yesterday, for clients whose clock is behind.
fn certificate(name: &str) -> CertificateParams {
    let mut certificate = CertificateParams::default();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    certificate.not_before = date_time_ymd(1970, 1, 1) + now.saturating_sub(Duration::from_hours(24));
    certificate.not_after = certificate.not_before + VALIDITY;
    certificate.distinguished_name.push(DnType::CommonName, name);
    certificate
}

impl fmt::Debug for Tls {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tls").field("authority", &self.authority).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A chain and its key in PEM.
    fn pair() -> (Vec<u8>, Vec<u8>) {
        let key = KeyPair::generate().unwrap();
        let certificate = leaf(&["mcp.example.com"]).unwrap().self_signed(&key).unwrap();
        (certificate.pem().into_bytes(), key.serialize_pem().into_bytes())
    }

    #[test]
    fn a_chain_and_its_key_fit_and_others_do_not() {
        let (chain, key) = pair();
        let tls = Tls::from_pem(&chain, &key).unwrap();
        assert_eq!(tls.authority(), None);
        let (other_chain, other_key) = pair();
        for (chain, key, expected) in [
            (&key, &key, "expected a certificate chain in PEM, observed no certificate"),
            (&chain, &chain, "expected a private key in PEM, observed none"),
            (
                &chain,
                &other_key,
                "expected a certificate and its private key, observed that they do not fit: \
                 keys may not be consistent: KeyMismatch",
            ),
        ] {
            assert_eq!(Tls::from_pem(chain, key).unwrap_err().to_string(), expected);
            assert_eq!(tls.renew(chain, key).unwrap_err().to_string(), expected);
        }
        assert!(tls.renew(&other_chain, &other_key).is_ok());
    }

    #[test]
    fn a_generated_certificate_is_for_hosts() {
        let tls = Tls::generate(&["mcp.example.com", "localhost"]).unwrap();
        assert!(tls.authority().unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
        assert!(!format!("{tls:?}").contains("PRIVATE"));
        assert!(matches!(Tls::generate(&["exämple"]), Err(InvalidCertificate::Host(_))));
    }
}
