use std::{
    error::Error,
    sync::OnceLock,
    time::{Duration, SystemTime},
};

use http::{HeaderMap, header::ACCEPT};
use http_cache_semantics::{CacheOptions, CachePolicy};
use reqwest::{Response, redirect};
use tokio::sync::Semaphore;
use url::Url;

use super::{
    policy::FetchPolicy,
    resolver::{NoPublicAddress, PublicResolver, demand_public},
    unreadable::Unreadable,
};
use crate::media_type;

/// The largest document that is read, in bytes (draft-ietf-oauth-client-id-metadata-document, Maximum Response Size).
pub(super) const LARGEST_DOCUMENT: usize = 5 * 1024;

const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// What was fetched, and for how long its headers say that it may be used.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) body: Vec<u8>,
    pub(super) lifetime: Duration,
}

/// The one way out of this server. Who names the URL is unknown, so nothing is followed, waited for or read that was not
/// asked for.
#[derive(Debug)]
pub(super) struct Fetcher {
    pub(super) policy: FetchPolicy,
    /// Made for the first fetch, since it reads the certificate authorities of the system, which few servers need. None if
    /// there are none.
    http: OnceLock<Option<reqwest::Client>>,
    places: Semaphore,
}

impl Fetcher {
    pub(super) fn new(policy: FetchPolicy) -> Self {
        Self { places: Semaphore::new(policy.concurrent_fetches), policy, http: OnceLock::new() }
    }

    /// Fetches a document, or says why not.
    pub(super) async fn fetch(&self, url: &Url, now: SystemTime) -> Result<Fetched, Unreadable> {
        let port = url.port_or_known_default().expect("https has a port");
        if !self.policy.ports.contains(&port) {
            return Err(Unreadable::Port(port));
        }
        if !self.policy.allow_private_addresses {
            demand_public(url).map_err(|NoPublicAddress| Unreadable::Address)?;
        }
        let in_time = tokio::time::timeout(self.policy.time_limit, self.get(url, now)).await;
        in_time.unwrap_or(Err(Unreadable::TimedOut(self.policy.time_limit)))
    }

    async fn get(&self, url: &Url, now: SystemTime) -> Result<Fetched, Unreadable> {
        let _place = self.places.acquire().await.expect("the semaphore is never closed");
        let http = self.http.get_or_init(|| client(&self.policy)).as_ref().ok_or(Unreadable::Unreachable)?;
        let request = http.get(url.clone()).header(ACCEPT, "application/json");
        let response = request.send().await.map_err(|error| why(&error))?;
        if response.status() != 200 {
            return Err(Unreadable::Status(response.status().as_u16()));
        }
        if !is_json(response.headers()) {
            return Err(Unreadable::MediaType);
        }
        let lifetime = lifetime(url, response.headers(), now);
        Ok(Fetched { body: body(response).await?, lifetime })
    }
}

/// No proxy: it would resolve the name itself, and past the check. No compression: the size on the wire is the size.
fn client(policy: &FetchPolicy) -> Option<reqwest::Client> {
    // A second installation is refused and harmless: the provider is the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .https_only(true)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .no_brotli()
        .no_deflate()
        .no_gzip()
        .pool_max_idle_per_host(0)
        .user_agent(USER_AGENT)
        .tls_certs_merge(policy.authorities());
    if !policy.allow_private_addresses {
        builder = builder.dns_resolver(PublicResolver);
    }
    let failed = |error: &reqwest::Error| {
        tracing::error!(error = error as &dyn Error, "no metadata document of a client can be fetched");
    };
    builder.build().inspect_err(failed).ok()
}

/// Reads the body as far as it is allowed to go.
async fn body(mut response: Response) -> Result<Vec<u8>, Unreadable> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| why(&error))? {
        if body.len() + chunk.len() > LARGEST_DOCUMENT {
            return Err(Unreadable::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What is told of a failure below HTTP; the rest is for the operator.
fn why(error: &reqwest::Error) -> Unreadable {
    tracing::debug!(error = error as &dyn Error, "a metadata document could not be fetched");
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.is::<NoPublicAddress>() {
            return Unreadable::Address;
        }
        cause = error.source();
    }
    Unreadable::Unreachable
}

/// `application/json`, or a type that is JSON by its suffix (RFC 6839 section 3.1).
fn is_json(headers: &HeaderMap) -> bool {
    let media_type = media_type::of(headers);
    media_type == "application/json"
        || (media_type.starts_with("application/") && media_type.ends_with("+json"))
}

/// How long the answer says that it may be used (RFC 9111 section 4.2), by a cache that many share.
fn lifetime(url: &Url, headers: &HeaderMap, now: SystemTime) -> Duration {
    let request = http::Request::get(url.as_str()).body(()).expect("a URL is a URI");
    let mut response = http::Response::new(());
    response.headers_mut().clone_from(headers);
    CachePolicy::new_options(&request, &response, now, CacheOptions::default()).time_to_live(now)
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn headers<const N: usize>(fields: [(&'static str, &'static str); N]) -> HeaderMap {
        let field = |(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value));
        fields.into_iter().map(field).collect()
    }

    #[test]
    fn the_media_type_is_json() {
        for (media_type, expected) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/cimd+json", true),
            ("text/html", false),
            ("text/json", false),
            ("image/svg+json", false),
            ("", false),
        ] {
            assert_eq!(is_json(&headers([("content-type", media_type)])), expected, "{media_type}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }

    #[test]
    fn the_lifetime_is_what_the_headers_say() {
        let url = Url::parse("https://client.example/metadata?a=b").unwrap();
        let seconds = |headers| lifetime(&url, &headers, SystemTime::now()).as_secs();
        assert_eq!(seconds(headers([("cache-control", "public, max-age=300")])), 300);
        assert_eq!(seconds(headers([("cache-control", "max-age=300, s-maxage=60")])), 60);
        assert_eq!(seconds(headers([("cache-control", "max-age=300"), ("age", "100")])), 200);
        assert_eq!(seconds(headers([("cache-control", "no-store")])), 0);
        assert_eq!(seconds(headers([("cache-control", "private, max-age=300")])), 0);
        assert_eq!(seconds(headers([("cache-control", "max-age=1"), ("age", "18446744073709551615")])), 0);
        assert_eq!(seconds(HeaderMap::new()), 0);
    }
}
