use std::io;

use super::certificate::Certificate;

/// The signals by which an operator speaks to the program.
#[cfg(unix)]
#[derive(Debug)]
pub(super) struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// Takes them from now on; until then each ends the process.
    pub(super) fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Completes when the program shall end, and reads the certificate again whenever it is told to.
    pub(super) async fn end(&mut self, certificate: Option<&Certificate>) {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return,
                _ = self.interrupt.recv() => return,
                _ = self.hang_up.recv() => certificate.into_iter().for_each(Certificate::renew),
            }
        }
    }
}

/// Elsewhere there is one signal, by the keyboard.
#[cfg(not(unix))]
#[derive(Debug)]
pub(super) struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self)
    }

    pub(super) async fn end(&mut self, _: Option<&Certificate>) {
        tokio::signal::ctrl_c().await.expect("the system tells of the keyboard");
    }
}
