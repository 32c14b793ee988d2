//! A command in the person's place: it gets the authorization URL and prints the callback URL.

use std::{process::Stdio, time::Duration};

use suites::obstacle::Obstacle;
use tokio::process::Command;
use url::Url;

/// The longest that the command may take.
const PATIENCE: Duration = Duration::from_mins(5);

/// Runs `command` with the URL as its last argument and reads the last line that it prints.
pub(super) async fn run(command: &str, url: &Url) -> Result<Url, Obstacle> {
    let child = shell(command, url)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output();
    let output = match tokio::time::timeout(PATIENCE, child).await {
        Ok(output) => {
            output.map_err(|error| needs(format!("the approval command did not start: {error}")))?
        }
        Err(_) => {
            return Err(needs(format!("the approval command took longer than {} s", PATIENCE.as_secs())));
        }
    };
    if !output.status.success() {
        return Err(needs(format!("the approval command failed: {}", output.status)));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.lines().rev().map(str::trim).find(|line| !line.is_empty());
    let url = last.and_then(|line| Url::parse(line).ok());
    url.ok_or_else(|| needs("the approval command printed no URL".into()))
}

#[cfg(unix)]
fn shell(command: &str, url: &Url) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{command} \"$1\""), "sh", url.as_str()]);
    shell
}

#[cfg(not(unix))]
fn shell(command: &str, url: &Url) -> Command {
    let mut shell = Command::new("cmd");
    shell.args(["/C", &format!("{command} \"{url}\"")]);
    shell
}

fn needs(reason: String) -> Obstacle {
    Obstacle::NeedsPerson { reason }
}
