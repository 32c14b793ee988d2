//! Finding the server at all: addresses, certificates, redirects, bot walls, the wrong door.

mod addresses_are_public;
mod certificate_chain_is_complete;
mod endpoint_answers_with_and_without_a_slash;
mod endpoint_answers_without_a_user_agent;
mod endpoint_is_on_the_https_port;
mod endpoint_redirect_keeps_the_method;
mod endpoint_speaks_streamable_http;
mod endpoint_stays_on_its_origin;
mod endpoint_treats_user_agents_alike;
mod forwarding_headers_change_nothing;
mod host_has_an_ipv4_address;
mod metadata_stays_on_its_origin;
mod oauth_endpoints_answer_without_bot_challenge;
mod token_and_registration_endpoints_stay_in_place;
mod unknown_well_known_path_is_not_found;

use url::Url;

use crate::{check::Suite, exchange::Exchange};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "reachability",
    title: "each client reaches the server, and nothing answers in its place",
    checks: &[
        &host_has_an_ipv4_address::CHECK,
        &addresses_are_public::CHECK,
        &endpoint_is_on_the_https_port::CHECK,
        &certificate_chain_is_complete::CHECK,
        &endpoint_treats_user_agents_alike::CHECK,
        &endpoint_answers_without_a_user_agent::CHECK,
        &oauth_endpoints_answer_without_bot_challenge::CHECK,
        &endpoint_stays_on_its_origin::CHECK,
        &endpoint_redirect_keeps_the_method::CHECK,
        &endpoint_answers_with_and_without_a_slash::CHECK,
        &metadata_stays_on_its_origin::CHECK,
        &token_and_registration_endpoints_stay_in_place::CHECK,
        &unknown_well_known_path_is_not_found::CHECK,
        &endpoint_speaks_streamable_http::CHECK,
        &forwarding_headers_change_nothing::CHECK,
    ],
};

/// What is other about the origin that a redirect leads to; `None` where there is no redirect, or it stays.
fn departure(exchange: &Exchange) -> Option<String> {
    difference(&exchange.request.url, &exchange.redirect()?)
}

/// What makes the origin of `to` another than that of `from`, in a few words.
fn difference(from: &Url, to: &Url) -> Option<String> {
    if from.origin() == to.origin() {
        return None;
    }
    let (old, new) = (from.host_str().unwrap_or_default(), to.host_str().unwrap_or_default());
    let is_www = |long: &str, short: &str| long.strip_prefix("www.") == Some(short);
    Some(match (from.scheme(), to.scheme()) {
        _ if is_www(new, old) => "the `www` host".into(),
        _ if is_www(old, new) => "the host without `www`".into(),
        _ if old != new => "another host".into(),
        (before, after) if before != after => format!("`{after}` instead of `{before}`"),
        _ => "another port".into(),
    })
}

/// The same place under another loopback name: another origin at the same server, for the faults.
fn other_name(url: &Url) -> Url {
    let mut other = url.clone();
    let name = if url.host_str() == Some("localhost") { "127.0.0.1" } else { "localhost" };
    other.set_host(Some(name)).expect("an http URL may change its host");
    other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_between_origins_is_named() {
        for (from, to, expected) in [
            ("https://h.example/mcp", "https://h.example/mcp/", None),
            ("https://h.example/mcp", "https://www.h.example/mcp", Some("the `www` host")),
            ("https://www.h.example/mcp", "https://h.example/mcp", Some("the host without `www`")),
            ("https://h.example/mcp", "http://h.example/mcp/", Some("`http` instead of `https`")),
            ("https://h.example/mcp", "https://h.example:8443/mcp", Some("another port")),
            ("https://h.example/mcp", "https://login.example/", Some("another host")),
        ] {
            let url = |text| Url::parse(text).expect("literal");
            assert_eq!(difference(&url(from), &url(to)).as_deref(), expected, "{from} {to}");
        }
    }
}
