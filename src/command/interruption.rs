//! Ctrl-C, and the end that a CI system asks for: what was judged by then is still reported.

use std::{io, process};

use tokio::runtime::Runtime;

use crate::wire::Wire;

/// The exit code of a process that an interrupt ended, as shells tell it.
const INTERRUPTED: i32 = 130;

/// Ends everything on `wire` at the first signal, and the process at the second.
pub(super) fn listen(runtime: &Runtime, wire: &Wire) {
    let interruption = wire.interruption().clone();
    runtime.spawn(async move {
        // Where no signal can be listened to, each ends the process as it always did.
        if signal().await.is_ok() {
            anstream::eprintln!("\ninterrupted: what was seen so far is reported; once more ends at once");
            interruption.cancel();
            if signal().await.is_ok() {
                leave();
            }
        }
    });
}

#[expect(clippy::exit, reason = "who interrupts twice wants no report, and nothing else to be waited for")]
fn leave() {
    process::exit(INTERRUPTED);
}

#[cfg(unix)]
async fn signal() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn signal() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
