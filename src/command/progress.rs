//! What is told on the terminal while a run lasts: one line, renewed in place; nothing where there is no terminal.

use std::{
    io::{IsTerminal, Write, stderr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use suites::oauth::resource::is_loopback;
use terminal_size::{Width, terminal_size, terminal_size_of};

use crate::{
    runner::{self, Progress, Selection},
    subject::Subject,
    text::{plain, plural, shortened},
    wire::Wire,
};

/// The columns of standard output, where it is a terminal.
pub(super) fn columns() -> Option<usize> {
    let (Width(columns), _) = terminal_size_of(std::io::stdout())?;
    Some(usize::from(columns))
}

/// Tells what a run of `selection` will do to somebody's server, before it does it; one on this machine, and one in a
/// recording, suffer nothing from it.
pub(super) fn announce(subject: &Subject, selection: &Selection) {
    if subject.wire.is_replay() || is_loopback(&subject.brief.target) {
        return;
    }
    let cost = runner::cost(&subject.brief.clients, selection);
    let (checks, requests) =
        (plural(cost.checks, "check"), cost.requests.min(subject.wire.setup().limits.requests));
    let approvals = cost.approvals.min(subject.approver.left());
    let told = if subject.brief.may_register {
        let approvals = plural(approvals, "approval");
        format!(
            "up to {requests} requests and {approvals}; clients are registered (`--read-only` does without)"
        )
    } else {
        "anonymous requests only; nothing is registered, nothing approved".into()
    };
    let _ = writeln!(anstream::stderr(), "{checks}: {told}");
}

/// Tells how far the run is: first what the clients ask on their walks, then which check has ended.
pub(super) fn told(wire: &Wire) -> Progress {
    if !stderr().is_terminal() {
        return runner::silent();
    }
    let (requests, judged) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (sent, begun) = (Arc::clone(&requests), Arc::clone(&judged));
    // No URL is told: it may hold a secret that is not known as one yet.
    wire.observe(Box::new(move |_| {
        let count = sent.fetch_add(1, Ordering::Relaxed) + 1;
        if begun.load(Ordering::Relaxed) == 0 {
            show(&format!("the clients sign in · {}", plural(count, "request")));
        }
    }));
    Arc::new(move |done, total, last| {
        judged.store(done, Ordering::Relaxed);
        let count = requests.load(Ordering::Relaxed);
        show(&format!("{done} of {total} checks · {} · {last}", plural(count, "request")));
    })
}

/// Leaves an empty line behind.
pub(super) fn clear() {
    if stderr().is_terminal() {
        show("");
    }
}

/// Renews the line; one that wrapped could not be renewed.
fn show(line: &str) {
    let columns = terminal_size().map_or(80, |(Width(columns), _)| usize::from(columns));
    let line = shortened(&plain(line), columns.saturating_sub(2));
    let mut stderr = anstream::stderr().lock();
    let _ = write!(stderr, "\r\x1b[2K{line}").and_then(|()| stderr.flush());
}
