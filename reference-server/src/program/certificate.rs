use std::{fs, path::PathBuf};

use reference_server::{InvalidCertificate, Tls};

use super::setting::{Setting, WrongSetting};

/// The server's certificate, and where it came from.
#[derive(Debug)]
pub(super) struct Certificate {
    pub(super) tls: Tls,
    /// The files of its chain and its key, unless it was made.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there is no signal to read them again"))]
    files: Option<(PathBuf, PathBuf)>,
}

impl Certificate {
    pub(super) fn read(chain: &Setting<'_>, key: &Setting<'_>) -> Result<Self, WrongSetting> {
        let tls = Tls::from_pem(&chain.read()?, &key.read()?).map_err(|error| match error {
            InvalidCertificate::NoKey => key.wrong(error),
            _ => chain.wrong(error),
        })?;
        Ok(Self { tls, files: Some((PathBuf::from(&chain.text), PathBuf::from(&key.text))) })
    }

    /// Made for a host, which may be an address in brackets as a URL has it.
    pub(super) fn generate(host: &str) -> Result<Self, InvalidCertificate> {
        let tls = Tls::generate(&[host.trim_matches(['[', ']'])])?;
        Ok(Self { tls, files: None })
    }

    /// Reads the files again, for the connections to come. If they do not serve, the certificate stays as it is.
    #[cfg(unix)]
    pub(super) fn renew(&self) {
        let Some((chain, key)) = &self.files else { return };
        let read = fs::read(chain).and_then(|chain| Ok((chain, fs::read(key)?)));
        let renewed = read
            .map_err(|error| error.to_string())
            .and_then(|(chain, key)| self.tls.renew(&chain, &key).map_err(|error| error.to_string()));
        match renewed {
            Ok(()) => tracing::info!("the certificate was read again"),
            Err(error) => tracing::error!(error, "the certificate was not renewed"),
        }
    }
}
