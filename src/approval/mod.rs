//! How consent is given: by walking the pages as a person would, by a person, or by a command.

mod automatic;
mod browser;
mod choice;
mod command;
mod listener;
mod login;
mod manual;
mod page;
mod webdriver;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use suites::{
    client::Profile,
    exchange::Exchange,
    oauth::{
        authorization::{AuthorizationRequest, Callback, leads_back},
        resource::is_loopback,
    },
    obstacle::Obstacle,
    session::{Approval, Consent},
};
use tokio::sync::Mutex;
use url::Url;

use crate::wire::Wire;
pub use login::Login;
pub(crate) use webdriver::installed as installed_browser;

/// Who approves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Manner {
    /// The harness itself walks the pages: redirects, links and forms within the authorization server's origin.
    Auto,
    /// A real browser, driven by the harness: pages that need scripts.
    Browser {
        /// Whether its window is shown.
        headed: bool,
    },
    /// A person opens the URL; the callback is caught, or pasted.
    Manual,
    /// A command gets the URL and prints the callback URL.
    Command(String),
    /// Nobody.
    None,
}

/// The person behind the client.
#[derive(Debug)]
pub struct Approver {
    manner: Manner,
    login: Login,
    limit: usize,
    given: AtomicUsize,
    /// One at a time where a person, a browser or a port is had only once.
    turn: Mutex<()>,
}

/// Why there is no way back to the client.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// The browser ended on this page.
    Page(Arc<Exchange>),
    /// Something of ours stood in the way.
    Obstacle(Obstacle),
}

impl From<Obstacle> for Refusal {
    fn from(obstacle: Obstacle) -> Self {
        Self::Obstacle(obstacle)
    }
}

impl Approver {
    /// An approver who gives at most `limit` approvals and knows `login` for sign-in forms.
    pub fn new(manner: Manner, login: impl Into<Login>, limit: usize) -> Self {
        Self { manner, login: login.into(), limit, given: AtomicUsize::new(0), turn: Mutex::const_new(()) }
    }

    /// How many approvals were asked for.
    pub fn given(&self) -> usize {
        self.given.load(Ordering::Relaxed).min(self.limit)
    }

    /// How many approvals may still be asked for.
    pub(crate) fn left(&self) -> usize {
        self.limit.saturating_sub(self.given())
    }

    /// The obstacle that no approval is left.
    pub(crate) const fn spent(&self) -> Obstacle {
        Obstacle::ApprovalBudget { limit: self.limit }
    }

    /// Where the client with this profile lets its person be sent back: where the way back is waited for, the first place
    /// at which it can be.
    pub fn redirect_uri(&self, profile: &Profile, endpoint: &Url) -> String {
        let uri = profile.registration.redirect_uri.value;
        let is_free =
            |uri: &String| Url::parse(uri).is_ok_and(|uri| is_loopback(&uri) && listener::is_free(&uri));
        let free = match self.manner {
            Manner::Browser { .. } | Manner::Manual => uri.candidates(endpoint).into_iter().find(is_free),
            Manner::Auto | Manner::Command(_) | Manner::None => None,
        };
        free.unwrap_or_else(|| uri.of(endpoint))
    }

    /// Takes a request of the client with this profile from the authorization URL to the way back.
    ///
    /// # Errors
    /// The page on which the browser ended, or what stood in the way.
    pub async fn approve(
        &self,
        wire: &Wire,
        profile: &'static Profile,
        request: AuthorizationRequest,
    ) -> Result<Approval, Refusal> {
        self.count()?;
        let approval = Box::pin(self.ask(wire, profile, request));
        let approval = wire.interruption().run_until_cancelled(approval).await;
        let approval = approval.unwrap_or(Err(Obstacle::Interrupted.into()))?;
        wire.note_way_back(&approval);
        Ok(approval)
    }

    /// Takes a request to the page on which the person decides, and decides nothing; `seen` is what the browser was shown
    /// before.
    ///
    /// # Errors
    /// The page on which the browser ended, or what stood in the way: only the harness itself stops before it decides.
    pub async fn consent(
        &self,
        wire: &Wire,
        request: AuthorizationRequest,
        seen: &[Arc<Exchange>],
    ) -> Result<Consent, Refusal> {
        if !matches!(self.manner, Manner::Auto | Manner::None) {
            let reason = "only `--approve auto` looks at it without an approval".into();
            return Err(Obstacle::NeedsPerson { reason }.into());
        }
        self.count()?;
        let consent = Box::pin(automatic::consent(wire, &self.login, request, seen));
        let consent = wire.interruption().run_until_cancelled(consent).await;
        consent.unwrap_or(Err(Obstacle::Interrupted.into()))
    }

    /// Counts one more approval, where there may be one.
    fn count(&self) -> Result<(), Obstacle> {
        if self.manner == Manner::None {
            return Err(Obstacle::NoApproval);
        }
        if self.given.fetch_add(1, Ordering::Relaxed) >= self.limit {
            return Err(self.spent());
        }
        Ok(())
    }

    async fn ask(
        &self,
        wire: &Wire,
        profile: &'static Profile,
        request: AuthorizationRequest,
    ) -> Result<Approval, Refusal> {
        if wire.is_replay() && self.manner != Manner::Auto {
            let (callback, exchanges) = wire.recorded_way_back(&request.url)?;
            return Ok(Approval { request, callback, exchanges });
        }
        match &self.manner {
            Manner::Auto => automatic::walk(wire, &self.login, request).await,
            Manner::Browser { headed } => {
                let _turn = self.turn.lock().await;
                webdriver::walk(wire, &self.login, *headed, profile, request).await
            }
            Manner::Manual => {
                let _turn = self.turn.lock().await;
                let (url, method) = manual::ask(profile, &request).await?;
                from_outside(url, &method, request)
            }
            Manner::Command(command) => {
                from_outside(command::run(command, &request.url).await?, "GET", request)
            }
            Manner::None => unreachable!("it was turned away above"),
        }
    }
}

/// An approval of which only the callback URL is known.
fn from_outside(url: Url, method: &str, request: AuthorizationRequest) -> Result<Approval, Refusal> {
    if !leads_back(&url, &request.redirect_uri) {
        let reason = format!("a callback URL that begins with `{}` was expected", request.redirect_uri);
        return Err(Obstacle::NeedsPerson { reason }.into());
    }
    Ok(Approval { callback: callback(url, method, None), request, exchanges: Vec::new() })
}

/// A way back whose parameters are in the query; `exchange` is the one that sent the browser there.
fn callback(url: Url, method: &str, exchange: Option<&Exchange>) -> Callback {
    let parameters = url.query_pairs().into_owned().collect();
    let (exchange, status) =
        (exchange.map(|exchange| exchange.index), exchange.map_or(200, |exchange| exchange.response.status));
    Callback { url, method: method.into(), exchange, status, parameters, form_post: false }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use suites::client::Client;

    use super::*;

    #[test]
    fn a_held_port_is_passed_by_where_the_way_back_is_waited_for() {
        let profile = Client::McpRemote.profile();
        let endpoint = Url::parse("http://127.0.0.1:45141/mcp").expect("literal");
        let first = profile.registration.redirect_uri.value.of(&endpoint);
        let port = Url::parse(&first).expect("a URL").port().expect("a port");
        // Where the port cannot be had, somebody else holds it.
        let _held = TcpListener::bind(("127.0.0.1", port));
        let redirect_uri = |manner| Approver::new(manner, Vec::new(), 1).redirect_uri(profile, &endpoint);
        assert_eq!(redirect_uri(Manner::Auto), first);
        let other = redirect_uri(Manner::Browser { headed: false });
        assert!(other != first && other.ends_with("/oauth/callback"), "{other}");
    }
}
