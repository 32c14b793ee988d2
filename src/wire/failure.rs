//! Why there is no answer, in the words of the transport.

use std::{error::Error, iter, time::Duration};

use suites::obstacle::Obstacle;
use url::Url;

/// The obstacle behind an error of the HTTP client.
pub(super) fn obstacle(url: &Url, error: &reqwest::Error) -> Obstacle {
    let url_text = url.to_string();
    if error.is_timeout() {
        return Obstacle::Unreachable { url: url_text, reason: "the connection timed out".into() };
    }
    match causes(error).find_map(tls_error) {
        Some(tls) => Obstacle::Tls { url: url_text, reason: tls.to_string() },
        None => Obstacle::Unreachable { url: url_text, reason: innermost(error) },
    }
}

/// The obstacle of an answer that did not end in time.
pub(super) fn timed_out(url: &Url, patience: Duration) -> Obstacle {
    Obstacle::TimedOut { url: url.to_string(), seconds: patience.as_secs() }
}

/// What the innermost cause of an error says.
pub(super) fn innermost(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| error.to_string(), ToString::to_string)
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    iter::successors(Some(error), |error: &&'a (dyn Error + 'static)| (*error).source())
}

fn tls_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    error.downcast_ref().or_else(|| inner?.downcast_ref())
}
