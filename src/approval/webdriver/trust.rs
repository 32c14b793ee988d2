//! The certificate authorities that the user named, in the browser's own store.

use std::{fs, path::Path, process::Stdio};

use suites::obstacle::Obstacle;
use tokio::process::Command;

use super::broken;

/// The program that writes the store (NSS).
const PROGRAM: &str = "certutil";

/// The last line of a certificate in PEM.
const END: &str = "-----END CERTIFICATE-----";

/// Makes the browsers with this home directory trust the certificates in these PEM files.
pub(super) async fn trust(home: &Path, authorities: &[Vec<u8>]) -> Result<(), Obstacle> {
    if authorities.is_empty() {
        return Ok(());
    }
    let store = home.join(".pki/nssdb");
    fs::create_dir_all(&store).map_err(|error| broken(format!("no store for certificates: {error}")))?;
    let store = format!("sql:{}", store.display());
    certutil(&["-d", &store, "-N", "--empty-password"]).await?;
    let texts = authorities.iter().map(|pem| String::from_utf8_lossy(pem).into_owned());
    let certificates: Vec<_> = texts.flat_map(|text| certificates(&text)).collect();
    for (number, certificate) in certificates.iter().enumerate() {
        let name = format!("authority-{number}");
        let file = home.join(&name);
        fs::write(&file, certificate)
            .map_err(|error| broken(format!("no file for a certificate: {error}")))?;
        let file = file.display().to_string();
        certutil(&["-d", &store, "-A", "-t", "C,,", "-n", &name, "-i", &file]).await?;
    }
    Ok(())
}

/// The certificates of a PEM file, one each: `certutil` reads only the first.
fn certificates(pem: &str) -> Vec<String> {
    let parts = pem.split_inclusive(END).filter(|part| part.ends_with(END));
    parts.map(str::to_owned).collect()
}

async fn certutil(arguments: &[&str]) -> Result<(), Obstacle> {
    let mut command = Command::new(PROGRAM);
    let output = command.args(arguments).stdin(Stdio::null()).kill_on_drop(true).output().await;
    let output = output.map_err(|error| {
        Obstacle::unknown(format!(
            "`--ca` with `--approve browser` needs `{PROGRAM}` (on Debian: `apt-get install libnss3-tools`): {error}"
        ))
    })?;
    if output.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&output.stderr);
    Err(broken(format!("`{PROGRAM}` failed: {}", told.lines().next().unwrap_or_default())))
}
