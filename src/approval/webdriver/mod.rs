//! A real browser in the person's place: Chromium by WebDriver, for pages that need scripts.
//!
//! The client's own host is never reached: where the redirect URI is not on this machine, the browser finds no address for
//! it, and what it would have asked for is read from its log. On this machine, the listener is the client's.

mod decision;
mod driver;
mod log;
mod options;
mod record;
mod session;
mod snapshot;
mod trust;
mod visit;

use std::time::Duration;

use suites::{
    client::Profile,
    oauth::{authorization::AuthorizationRequest, resource::is_loopback},
    obstacle::Obstacle,
    session::Approval,
};
use url::Url;

use super::{Refusal, listener::Listener, login::Login};
use crate::wire::Wire;
use driver::Driver;
pub(crate) use driver::installed;
use session::Session;
use visit::Visit;

/// How long a browser may take to close.
const FAREWELL: Duration = Duration::from_secs(5);

/// Takes a request from the authorization URL to the way back.
pub(super) async fn walk(
    wire: &Wire,
    login: &Login,
    headed: bool,
    profile: &'static Profile,
    request: AuthorizationRequest,
) -> Result<Approval, Refusal> {
    let redirect_uri = Url::parse(&request.redirect_uri)
        .map_err(|_| broken(format!("the redirect URI `{}` is no URL", request.redirect_uri)))?;
    let _listener = if is_loopback(&redirect_uri) {
        Some(listen(profile, &redirect_uri, &request.state).await?)
    } else {
        None
    };
    let driver = Driver::start().await?;
    let end = drive(&driver, wire, login, headed, (&redirect_uri, request)).await;
    driver.end().await;
    end
}

async fn listen(profile: &'static Profile, redirect_uri: &Url, state: &str) -> Result<Listener, Obstacle> {
    Listener::start(profile, redirect_uri, state).await.map_err(|error| {
        let title = profile.client.title();
        Obstacle::unknown(format!("{title} waits at `{redirect_uri}`, and nobody can listen there: {error}"))
    })
}

async fn drive(
    driver: &Driver,
    wire: &Wire,
    login: &Login,
    headed: bool,
    (redirect_uri, request): (&Url, AuthorizationRequest),
) -> Result<Approval, Refusal> {
    let setup = wire.setup();
    trust::trust(&driver.home, &setup.authorities).await?;
    let capabilities = options::capabilities(setup, &request.url, redirect_uri, headed);
    let session = Session::new(driver.port, &capabilities).await?;
    let end = Visit::new(&session, wire, login, &request).await;
    let end = match end {
        Ok(mut visit) => visit.walk().await.map(|callback| (callback, visit.exchanges())),
        Err(trouble) => Err(ended(&trouble).into()),
    };
    // A browser that does not close is ended with its driver.
    let _ = tokio::time::timeout(FAREWELL, session.close()).await;
    end.map(|(callback, exchanges)| Approval { callback, request, exchanges })
}

/// The browser, or its driver, does not do its part.
fn broken(reason: impl std::fmt::Display) -> Obstacle {
    Obstacle::unknown(format!("the browser of `--approve browser` could not be used: {reason}"))
}

fn ended(trouble: &session::Trouble) -> Obstacle {
    broken(trouble.to_string())
}
