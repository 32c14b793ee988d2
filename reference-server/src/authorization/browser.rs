use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use cookie::{Cookie, CookieBuilder, SameSite, time::Duration};
use http::{HeaderMap, HeaderValue, header::COOKIE};

use crate::{
    application::Application,
    error::OAuthError,
    paths,
    secret::{Digest, Secret},
    settings::Settings,
    store::Life,
};

/// The cookie of a user who has signed in. Over https its prefix keeps other hosts of the same site from setting it
/// (RFC 6265bis section 4.1.3.2).
const SESSION: (&str, &str) = ("session", "__Host-session");

/// The cookies of the consent pages, each with a name of its own, so that a person can have several open.
const PAGE: (&str, &str) = ("page-", "__Secure-page-");

/// The browser of a user, as far as its cookies tell.
pub(super) struct Browser<'a> {
    settings: &'a Settings,
    cookies: Vec<Cookie<'a>>,
}

impl<'a> Browser<'a> {
    pub(super) fn of(settings: &'a Settings, headers: &'a HeaderMap) -> Self {
        let fields = headers.get_all(COOKIE).iter().filter_map(|field| field.to_str().ok());
        Self { settings, cookies: fields.flat_map(Cookie::split_parse).filter_map(Result::ok).collect() }
    }

    /// Who has signed in with this browser. With the one user of a demonstration every browser has.
    pub(super) async fn subject(&self, application: &Application) -> Result<Option<String>, OAuthError> {
        if let Some(subject) = self.settings.accounts.demonstration() {
            return Ok(Some(subject.to_owned()));
        }
        let Some(session) = self.session() else { return Ok(None) };
        Ok(application.store.sign_in(session, application.now()).await?)
    }

    /// The session that the browser names, signed in or not.
    pub(super) fn session(&self) -> Option<Digest> {
        self.cookie(name(self.settings, SESSION))
    }

    /// The secret that the browser got with the page of this ticket.
    pub(super) fn page(&self, ticket: &str) -> Option<Digest> {
        self.cookie(&page_name(self.settings, ticket))
    }

    fn cookie(&self, name: &str) -> Option<Digest> {
        let cookie = self.cookies.iter().find(|cookie| cookie.name() == name)?;
        Some(Digest::of(cookie.value()))
    }
}

/// Signs somebody in, and returns the cookie that says so. The session is always a new one, so that nobody can have planted
/// it (session fixation).
pub(super) async fn start(application: &Application, subject: &str) -> Result<HeaderValue, OAuthError> {
    let settings = &application.settings;
    let secret = Secret::random();
    let now = application.now();
    let life = Life { now, expires: now + settings.sign_in_lifetime };
    application.store.keep_sign_in(secret.digest(), subject.to_owned(), life).await?;
    let cookie = Cookie::build((name(settings, SESSION).to_owned(), secret.reveal().to_owned())).path("/");
    Ok(header(settings, cookie))
}

/// The cookie by which the browser will prove that the page of this ticket was shown in it.
pub(super) fn page_cookie(settings: &Settings, ticket: &Secret, secret: &Secret) -> HeaderValue {
    let cookie = Cookie::build((page_name(settings, ticket.reveal()), secret.reveal().to_owned()))
        .path(settings.path_of(paths::CONSENT))
        .max_age(Duration::try_from(settings.consent_lifetime).expect("minutes, not centuries"));
    header(settings, cookie)
}

/// The name is not the ticket itself, which is the other half of what the decision takes.
fn page_name(settings: &Settings, ticket: &str) -> String {
    let short = BASE64_URL_SAFE_NO_PAD.encode(&Digest::of(ticket).as_bytes()[..8]);
    format!("{}{short}", name(settings, PAGE))
}

fn name(settings: &Settings, (plain, secure): (&'static str, &'static str)) -> &'static str {
    if is_secure(settings) { secure } else { plain }
}

fn is_secure(settings: &Settings) -> bool {
    settings.issuer().starts_with("https:")
}

/// Not for scripts, and not sent from the pages of others but when one leads here (`Lax`): that is how a client starts.
fn header(settings: &Settings, cookie: CookieBuilder<'_>) -> HeaderValue {
    let cookie = cookie.http_only(true).secure(is_secure(settings)).same_site(SameSite::Lax);
    HeaderValue::try_from(cookie.to_string()).expect("names, base64url and attributes are visible ASCII")
}
