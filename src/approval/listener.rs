//! The loopback listener of a command-line client: it takes what that client takes, and shows what it shows.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use axum::{
    Router,
    http::{Method, StatusCode, Uri},
    response::Html,
};
use suites::client::{Profile, Shown};
use tokio::{net::TcpListener, sync::mpsc, task::JoinHandle};
use url::Url;

/// A request to the callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Arrival {
    pub(super) url: Url,
    pub(super) method: String,
    /// Whether it ends the client's waiting.
    pub(super) is_taken: bool,
}

/// A listener, until it is dropped.
#[derive(Debug)]
pub(super) struct Listener {
    arrivals: mpsc::Receiver<Arrival>,
    server: JoinHandle<()>,
}

/// Whether nothing else holds the port of this redirect URI.
pub(super) fn is_free(redirect_uri: &Url) -> bool {
    std::net::TcpListener::bind(address_of(redirect_uri)).is_ok()
}

/// The clients listen on this one address, whatever `localhost` means besides.
fn address_of(redirect_uri: &Url) -> SocketAddr {
    let port = redirect_uri.port_or_known_default().expect("http has a default port");
    let is_version_6 = redirect_uri.host_str() == Some("[::1]");
    let ip: IpAddr = if is_version_6 { Ipv6Addr::LOCALHOST.into() } else { Ipv4Addr::LOCALHOST.into() };
    (ip, port).into()
}

/// What a client waits for.
#[derive(Clone, Debug)]
struct Waiting {
    profile: &'static Profile,
    redirect_uri: Url,
    state: String,
}

impl Listener {
    /// Listens at the redirect URI, where `profile` waits for `state`.
    pub(super) async fn start(
        profile: &'static Profile,
        redirect_uri: &Url,
        state: &str,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address_of(redirect_uri)).await?;
        let waiting = Waiting { profile, redirect_uri: redirect_uri.clone(), state: state.to_owned() };
        let (sender, arrivals) = mpsc::channel(16);
        let answer = move |method: Method, uri: Uri| {
            let (shown, arrival) = waiting.answer(method.as_str(), &uri.to_string());
            if let Some(arrival) = arrival {
                // Where nobody reads, the first sixteen are enough.
                let _ = sender.try_send(arrival);
            }
            std::future::ready(shown)
        };
        let server = axum::serve(listener, Router::new().fallback(answer));
        let server = tokio::spawn(async move { server.await.expect("axum serves until it is stopped") });
        Ok(Self { arrivals, server })
    }

    /// The next request to the callback.
    pub(super) async fn arrival(&mut self) -> Arrival {
        self.arrivals.recv().await.expect("the listener lives as long as this")
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Waiting {
    /// The page for a request, and the request where it went to the callback.
    fn answer(&self, method: &str, target: &str) -> ((StatusCode, Html<String>), Option<Arrival>) {
        let (pages, rules) = (&self.profile.callback.pages.value, &self.profile.callback);
        let url = self.redirect_uri.join(target).ok();
        let Some(url) = url.filter(|url| url.path() == self.redirect_uri.path()) else {
            let path = target.split('?').next().unwrap_or_default();
            return (self.page(pages.elsewhere, method, path, ""), None);
        };
        let parameter = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value);
        let takes_method = method == "GET" || self.profile.authorization.takes_post.value;
        let is_wrong = rules.waits_for_state.value && parameter("state").as_deref() != Some(&self.state);
        let (shown, is_taken) = match (parameter("error"), parameter("code")) {
            _ if !takes_method => (pages.elsewhere, false),
            _ if is_wrong => (pages.wrong_state, false),
            (Some(_), _) => (pages.denied, true),
            (None, Some(_)) => (pages.approved, true),
            (None, None) => (pages.without_code, false),
        };
        let error = parameter("error_description").or(parameter("error")).unwrap_or_default();
        let page = self.page(shown, method, url.path(), &error);
        (page, Some(Arrival { method: method.to_owned(), is_taken, url: url.clone() }))
    }

    fn page(&self, shown: Shown, method: &str, path: &str, error: &str) -> (StatusCode, Html<String>) {
        let text = shown.text.replace("{method}", method).replace("{path}", path).replace("{error}", error);
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        let title = self.profile.client.title();
        let page = format!("<!doctype html><meta charset=\"utf-8\"><title>{title}</title><p>{text}</p>\n");
        (StatusCode::from_u16(shown.status).expect("profiles hold statuses"), Html(page))
    }
}

#[cfg(test)]
mod tests {
    use suites::client::Client;

    use super::*;

    /// What a client shows for a request, and whether it ends its waiting; `None` where it is no callback.
    fn shown(client: Client, method: &str, query: &str) -> (u16, String, Option<bool>) {
        let path = if client == Client::McpRemote { "/oauth/callback" } else { "/callback" };
        let redirect_uri = Url::parse(&format!("http://localhost:1{path}")).expect("literal");
        let waiting = Waiting { profile: client.profile(), redirect_uri, state: "s 1".into() };
        let ((status, Html(page)), arrival) = waiting.answer(method, &format!("{path}{query}"));
        (status.as_u16(), page, arrival.map(|arrival| arrival.is_taken))
    }

    #[track_caller]
    fn assert_shown(client: Client, request: (&str, &str), expected: (u16, &str, Option<bool>)) {
        let (status, page, is_taken) = shown(client, request.0, request.1);
        assert_eq!((status, is_taken), (expected.0, expected.2), "{page}");
        assert!(page.contains(expected.1), "{page}");
    }

    #[test]
    fn claude_code_takes_any_method_and_waits_on_after_a_wrong_state() {
        let code = Client::ClaudeCode;
        assert_shown(code, ("GET", "?code=c&state=s+1"), (200, "Authentication successful", Some(true)));
        assert_shown(code, ("POST", "?code=c&state=s+1"), (200, "Authentication successful", Some(true)));
        assert_shown(code, ("GET", "?code=c&state=other"), (400, "Invalid state parameter", Some(false)));
        assert_shown(code, ("POST", ""), (400, "Invalid state parameter", Some(false)));
        assert_shown(code, ("GET", "?error=e&state=s+1"), (200, "Authentication failed", Some(true)));
        assert_shown(code, ("GET", "/elsewhere?code=c"), (404, "Not found", None));
    }

    #[test]
    fn the_bridge_takes_get_only_and_shows_success_for_any_state() {
        let bridge = Client::McpRemote;
        assert_shown(bridge, ("GET", "?code=c&state=other"), (200, "Authorization successful!", Some(true)));
        assert_shown(bridge, ("POST", "?code=c"), (404, "Cannot POST /oauth/callback", Some(false)));
        assert_shown(bridge, ("GET", ""), (400, "No authorization code received", Some(false)));
        let denied = ("GET", "?error=access_denied&error_description=no+<b>way");
        assert_shown(bridge, denied, (400, "Authorization failed: no &lt;b>way", Some(true)));
        assert_shown(bridge, ("GET", "/<i>x"), (404, "Cannot GET /oauth/callback/&lt;i>x", None));
    }
}
