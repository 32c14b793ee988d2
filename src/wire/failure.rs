//! Why there is no answer, in the words of the transport.

use std::{error::Error, io, iter, time::Duration};

use suites::obstacle::Obstacle;
use url::Url;

/// The obstacle behind an error of the HTTP client.
pub(super) fn obstacle(url: &Url, error: &reqwest::Error) -> Obstacle {
    let url_text = url.to_string();
    if error.is_timeout() {
        return Obstacle::Unreachable { url: url_text, reason: "the connection timed out".into() };
    }
    match causes(error).find_map(|cause| cause.downcast_ref()) {
        Some(rustls::Error::InvalidMessage(_)) => {
            let reason = "what answers there does not speak TLS; is the scheme `http`, or the port another?";
            Obstacle::Tls { url: url_text, reason: reason.into() }
        }
        Some(tls) => Obstacle::Tls { url: url_text, reason: tls.to_string() },
        None if breaks_off(error) => Obstacle::BrokenOff { url: url_text, reason: innermost(error) },
        None => Obstacle::Unreachable { url: url_text, reason: transport(error) },
    }
}

/// Whether there was a connection, which ended before the answer did.
fn breaks_off(error: &reqwest::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    let ended = |cause: &(dyn Error + 'static)| {
        let io = cause.downcast_ref().map(io::Error::kind);
        let http: Option<&hyper::Error> = cause.downcast_ref();
        matches!(io, Some(BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof))
            || http.is_some_and(hyper::Error::is_incomplete_message)
    };
    causes(error).any(ended)
}

/// What the transport says.
fn transport(error: &reqwest::Error) -> String {
    let told = innermost(error);
    let breaks_grammar =
        |cause: &(dyn Error + 'static)| cause.downcast_ref().is_some_and(hyper::Error::is_parse);
    if causes(error).any(breaks_grammar) {
        return format!("what answers there is not HTTP as a client can read it ({told})");
    }
    told
}

/// The obstacle of an answer that did not end in time.
pub(super) fn timed_out(url: &Url, patience: Duration) -> Obstacle {
    Obstacle::TimedOut { url: url.to_string(), seconds: patience.as_secs() }
}

/// What the innermost cause of an error says.
pub(super) fn innermost(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| error.to_string(), ToString::to_string)
}

/// An error with its causes. An I/O error that wraps another is followed to that other, which `source` would skip.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    iter::successors(Some(error), |error: &&'a (dyn Error + 'static)| {
        let error = *error;
        let wrapped = error.downcast_ref().and_then(io::Error::get_ref);
        wrapped.map(|wrapped| wrapped as &(dyn Error + 'static)).or_else(|| error.source())
    })
}
