use cookie::{Cookie, SameSite};
use http::{HeaderMap, HeaderValue, header::COOKIE};

use crate::{
    application::Application,
    error::OAuthError,
    secret::{Digest, Secret},
    settings::Settings,
    store::Life,
};

/// The browser of a user, as far as its cookie tells.
pub(super) struct Browser {
    session: Option<Digest>,
}

/// Somebody who has signed in with a browser.
pub(super) struct Visitor {
    pub(super) session: Digest,
    pub(super) subject: String,
    /// The cookie that the browser does not have yet.
    pub(super) cookie: Option<HeaderValue>,
}

/// The name of the cookie. Over https its prefix keeps other hosts of the same site from setting it (RFC 6265bis section
/// 4.1.3.2).
fn name(settings: &Settings) -> &'static str {
    if is_secure(settings) { "__Host-session" } else { "session" }
}

fn is_secure(settings: &Settings) -> bool {
    settings.issuer().starts_with("https:")
}

impl Browser {
    pub(super) fn of(settings: &Settings, headers: &HeaderMap) -> Self {
        let fields = headers.get_all(COOKIE).iter().filter_map(|field| field.to_str().ok());
        let session = fields
            .flat_map(Cookie::split_parse)
            .filter_map(Result::ok)
            .find(|cookie| cookie.name() == name(settings))
            .map(|cookie| Digest::of(cookie.value()));
        Self { session }
    }

    /// The session that the browser names, signed in or not.
    pub(super) fn session(&self) -> Option<Digest> {
        self.session
    }

    /// Who has signed in with this browser. With the one user of a demonstration every browser has, and gets its session
    /// here.
    pub(super) async fn visitor(
        &self,
        application: &Application,
        wants_sign_in: bool,
    ) -> Result<Option<Visitor>, OAuthError> {
        if let Some(session) = self.session.filter(|_| !wants_sign_in)
            && let Some(subject) = application.store.sign_in(session, application.now()).await?
        {
            return Ok(Some(Visitor { session, subject, cookie: None }));
        }
        match application.settings.accounts.demonstration() {
            Some(subject) => Ok(Some(start(application, subject).await?)),
            None => Ok(None),
        }
    }
}

/// Signs somebody in. The session is always a new one, so that nobody can have planted it (session fixation).
pub(super) async fn start(application: &Application, subject: &str) -> Result<Visitor, OAuthError> {
    let settings = &application.settings;
    let secret = Secret::random();
    let now = application.now();
    let life = Life { now, expires: now + settings.sign_in_lifetime };
    application.store.keep_sign_in(secret.digest(), subject.to_owned(), life).await?;
    Ok(Visitor {
        session: secret.digest(),
        subject: subject.to_owned(),
        cookie: Some(cookie(settings, &secret)),
    })
}

/// Not for scripts, and not sent from the pages of others but when one leads here (`Lax`): that is how a client starts.
fn cookie(settings: &Settings, secret: &Secret) -> HeaderValue {
    let cookie = Cookie::build((name(settings), secret.reveal()))
        .path("/")
        .http_only(true)
        .secure(is_secure(settings))
        .same_site(SameSite::Lax);
    HeaderValue::try_from(cookie.to_string()).expect("a name, base64url and attributes are visible ASCII")
}
