//! The driver process: started on a free port, and gone with its browsers however this process ends.

use std::{
    env, io,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use suites::obstacle::Obstacle;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

use super::broken;

/// The longest that the driver may take to listen, and to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// The name of the driver.
const PROGRAM: &str = "chromedriver";

/// Gives the driver and its browsers a home of their own, and ends them when standard input does: a pipe from this process
/// ends with it, also where nothing else of it can still run. The group's last signal is for the shell, too.
#[cfg(unix)]
const LEASH: &str = r#"
home=$(mktemp -d) || exit 1
export XAUTHORITY="${XAUTHORITY:-$HOME/.Xauthority}" HOME="$home" TMPDIR="$home"
unset XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME
echo "$home"
"$@" &
read -r _
trap '' TERM
kill -TERM 0
wait
rm -rf "$home" || { sleep 1; rm -rf "$home"; }
kill -KILL 0
"#;

/// A running driver.
#[derive(Debug)]
pub(super) struct Driver {
    child: Child,
    leash: Option<ChildStdin>,
    /// Kept open: the driver writes to it.
    _output: Lines<BufReader<ChildStdout>>,
    /// Where it listens on the loopback interface.
    pub(super) port: u16,
    /// The home directory of its browsers.
    pub(super) home: PathBuf,
}

/// Where the driver is, or what to install.
///
/// # Errors
/// A sentence for the user.
pub(crate) fn installed() -> Result<PathBuf, String> {
    let name = format!("{PROGRAM}{}", env::consts::EXE_SUFFIX);
    let folders = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&folders).map(|folder| folder.join(&name)).find(|path| path.is_file());
    found.ok_or_else(|| {
        format!(
            "`--approve browser` needs Chromium and its WebDriver, and there is no `{PROGRAM}` in PATH; on Debian: \
             `apt-get install chromium chromium-driver`"
        )
    })
}

impl Driver {
    /// Starts a driver, and returns when it listens.
    pub(super) async fn start() -> Result<Self, Obstacle> {
        let program = installed().map_err(Obstacle::unknown)?;
        let mut child = leashed(&program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| broken(format!("`{PROGRAM}` did not start: {error}")))?;
        let leash = child.stdin.take();
        let output = child.stdout.take().expect("it is piped");
        let mut output = BufReader::new(output).lines();
        match tokio::time::timeout(PATIENCE, announced(&mut output)).await {
            Ok(Ok((home, port))) => Ok(Self { child, leash, _output: output, port, home }),
            Ok(Err(error)) => Err(broken(format!("`{PROGRAM}` did not start: {error}"))),
            Err(_) => Err(broken(format!("`{PROGRAM}` does not listen after {} s", PATIENCE.as_secs()))),
        }
    }

    /// Ends it, and waits until it is gone.
    pub(super) async fn end(mut self) {
        drop(self.leash.take());
        // One that does not end in time is still on its leash.
        let _ = tokio::time::timeout(PATIENCE, self.child.wait()).await;
    }
}

#[cfg(unix)]
fn leashed(program: &Path) -> Command {
    let mut command = Command::new("sh");
    // A group of its own: a Ctrl-C at the terminal is for the tool, whose end is what ends the group.
    command.args(["-c", LEASH, "sh"]).arg(program).arg("--port=0").process_group(0);
    command
}

#[cfg(not(unix))]
fn leashed(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("--port=0").kill_on_drop(true);
    command
}

/// The home directory and the port, as the first lines of the output tell them.
async fn announced(output: &mut Lines<BufReader<ChildStdout>>) -> io::Result<(PathBuf, u16)> {
    let mut home = env::temp_dir();
    if cfg!(unix) {
        home = next(output).await?.into();
    }
    loop {
        let line = next(output).await?;
        let port = line.split("started successfully on port ").nth(1);
        if let Some(port) = port.and_then(|port| port.trim_end_matches('.').parse().ok()) {
            return Ok((home, port));
        }
    }
}

async fn next(output: &mut Lines<BufReader<ChildStdout>>) -> io::Result<String> {
    output.next_line().await?.ok_or_else(|| io::Error::other("it ended at once"))
}
