//! A Redis of a test's own.

use std::{
    io::{self, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A Redis on a free port that writes down everything before it answers, and that ends with its owner.
pub(crate) struct RedisServer {
    port: u16,
    arguments: Vec<String>,
    folder: TempDir,
    process: Child,
}

impl RedisServer {
    /// Starts one with these arguments beside the usual ones.
    pub(crate) fn start(arguments: &[&str]) -> io::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let folder = tempfile::tempdir()?;
        let arguments: Vec<_> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let process = launch(port, &arguments, &folder)?;
        let server = Self { port, arguments, folder, process };
        server.wait_until_it_answers()?;
        Ok(server)
    }

    /// The URL of one of its databases.
    pub(crate) fn url(&self, database: usize) -> String {
        format!("redis://127.0.0.1:{}/{database}", self.port)
    }

    /// Ends it at once (SIGKILL).
    pub(crate) fn kill(&mut self) -> io::Result<()> {
        self.process.kill()?;
        self.process.wait().map(drop)
    }

    /// Starts it again on the same port. It reads what it had written down, and then answers.
    pub(crate) fn restart(&mut self) -> io::Result<()> {
        self.process = launch(self.port, &self.arguments, &self.folder)?;
        Ok(())
    }

    pub(crate) fn wait_until_it_answers(&self) -> io::Result<()> {
        let begin = Instant::now();
        loop {
            match self.ping() {
                Ok(()) => return Ok(()),
                Err(error) if begin.elapsed() > PATIENCE => return Err(error),
                Err(_) => thread::sleep(Duration::from_millis(5)),
            }
        }
    }

    /// Whatever it answers, be it that we have to authenticate, unless it is still reading what it had written down.
    fn ping(&self) -> io::Result<()> {
        let mut connection = TcpStream::connect(("127.0.0.1", self.port))?;
        connection.write_all(b"PING\r\n")?;
        let mut start = [0; 5];
        connection.read_exact(&mut start)?;
        if &start == b"-LOAD" { Err(io::ErrorKind::ConnectionRefused.into()) } else { Ok(()) }
    }
}

fn launch(port: u16, arguments: &[String], folder: &TempDir) -> io::Result<Child> {
    Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--databases", "100", "--save", ""])
        .args(["--appendonly", "yes", "--appendfsync", "always"])
        .args(arguments)
        .arg("--dir")
        .arg(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        let _ = self.kill();
    }
}
