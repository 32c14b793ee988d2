//! The program in a process of its own, which ends with the test.

use std::{
    io::{BufRead as _, BufReader, Read},
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

use tempfile::TempDir;

/// How long the program may take for anything.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program with these arguments, and with nothing of the test's own environment that could be a setting.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reference-server"));
    let is_setting =
        |name: &str| name.starts_with("REFERENCE_SERVER_") || matches!(name, "CLIENT_ID" | "CLIENT_SECRET");
    for (name, _) in std::env::vars().filter(|(name, _)| is_setting(name)) {
        command.env_remove(name);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

/// What the program prints when it ends by itself.
pub(crate) fn output(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

pub(crate) fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// An empty directory that is removed with the test.
#[derive(Debug)]
pub(crate) struct Directory(TempDir);

impl Directory {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// The path of a file in it.
    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// Writes a file, and returns its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

/// The program, serving.
#[derive(Debug)]
pub(crate) struct Program {
    child: Child,
    announced: Vec<(String, String)>,
    log: Receiver<String>,
}

impl Program {
    /// Starts it with its state in memory on a free port, and returns when it has said what it serves.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_with(&[&["--store", "memory"], arguments].concat())
    }

    /// As [`start`](Self::start), with its state where it is kept by default.
    pub(crate) fn start_with(arguments: &[&str]) -> Self {
        Self::start_in(&[], arguments)
    }

    /// As [`start_with`](Self::start_with), with these environment variables.
    pub(crate) fn start_in(environment: &[(&str, &str)], arguments: &[&str]) -> Self {
        let mut command = command(&["--listen", "127.0.0.1:0"]);
        command.envs(environment.iter().copied());
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let output = lines(child.stdout.take().unwrap());
        let log = lines(child.stderr.take().unwrap());
        let mut program = Self { child, announced: Vec::new(), log };
        while program.announcement("to connect Claude Code").is_none() {
            let Ok(line) = output.recv_timeout(PATIENCE) else {
                panic!("the program did not start: {:?}", program.log.try_iter().collect::<Vec<_>>());
            };
            let (name, value) = line.split_at(30);
            program.announced.push((name.trim().to_owned(), value.trim().to_owned()));
        }
        program
    }

    fn announcement(&self, name: &str) -> Option<&str> {
        let found = self.announced.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// What it said beside this name at its start.
    pub(crate) fn announced(&self, name: &str) -> &str {
        self.announcement(name)
            .unwrap_or_else(|| panic!("nothing about {name}: {:?}", self.announced))
    }

    /// The host and port of the MCP endpoint.
    pub(crate) fn authority(&self) -> String {
        let url: url::Url = self.announced("MCP endpoint").parse().unwrap();
        format!("{}:{}", url.host_str().unwrap(), url.port().unwrap())
    }

    /// The next line on standard error that holds this text.
    pub(crate) fn logged(&self, text: &str) -> String {
        loop {
            let line =
                self.log.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("expected {text} in the log"));
            if line.contains(text) {
                return line;
            }
        }
    }

    pub(crate) fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// Waits until it has ended.
    pub(crate) fn end(mut self) -> ExitStatus {
        // Both ends of its standard error are closed when it has.
        while self.log.recv_timeout(PATIENCE).is_ok() {}
        self.child.wait().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let lines = BufReader::new(stream).lines().map_while(Result::ok);
        lines.map(|line| sender.send(line)).take_while(Result::is_ok).for_each(drop);
    });
    receiver
}
