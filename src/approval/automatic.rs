//! The harness in the person's place: redirects, links and forms within the authorization server's origin.

use std::sync::Arc;

use suites::{
    exchange::{Exchange, Request},
    oauth::authorization::{AuthorizationRequest, Callback, leads_back},
    obstacle::Obstacle,
    session::{Approval, Consent},
};
use url::Url;

use super::{
    Refusal,
    browser::Browser,
    callback,
    choice::{self, Choice, Decision},
    login::Login,
    page::Page,
};
use crate::wire::Wire;

/// The most pages and redirects between the authorization URL and the way back.
const MOST_STEPS: usize = 15;

/// Where an answer leads.
enum Lead {
    /// Back to the client.
    Back(Callback),
    /// On within the origin.
    On(Request),
    /// On, with what the user gave for a sign-in form.
    SignIn(Request),
}

/// Where a walk ends.
enum End {
    /// Back at the client.
    Back(Callback),
    /// At the page on which the person decides.
    Page(Decision),
}

/// Walks from the authorization URL to the way back.
pub(super) async fn walk(
    wire: &Wire,
    login: &Login,
    request: AuthorizationRequest,
) -> Result<Approval, Refusal> {
    let mut browser = Browser::new(wire);
    match go(&mut browser, login, &request, false).await? {
        End::Back(callback) => Ok(Approval { callback, request, exchanges: browser.exchanges }),
        End::Page(_) => unreachable!("it goes by every page"),
    }
}

/// Walks from the authorization URL to the page on which the person decides, in a browser that was shown all of `seen`.
pub(super) async fn consent(
    wire: &Wire,
    login: &Login,
    request: AuthorizationRequest,
    seen: &[Arc<Exchange>],
) -> Result<Consent, Refusal> {
    let mut browser = Browser::after(wire, seen);
    match go(&mut browser, login, &request, true).await? {
        End::Page(Decision { approve, decline }) => {
            Ok(Consent { request, exchanges: browser.exchanges, approve, decline })
        }
        End::Back(_) => {
            Err(Obstacle::step("the consent page", "the browser was sent back without one").into())
        }
    }
}

/// Walks to the way back, or where it `stops` there, to the page on which the person decides.
async fn go(
    browser: &mut Browser<'_>,
    login: &Login,
    request: &AuthorizationRequest,
    stops: bool,
) -> Result<End, Refusal> {
    let mut next = Request::read(request.url.clone());
    let mut signed_in_at = None;
    for _ in 0..MOST_STEPS {
        let exchange = browser.open(next).await?;
        if stops && let Some(decision) = decision(&exchange, login, request) {
            return Ok(End::Page(decision));
        }
        next = match lead(&exchange, login, request)? {
            Lead::Back(callback) => return Ok(End::Back(callback)),
            Lead::On(request) => request,
            Lead::SignIn(request) if signed_in_at.as_ref() == Some(&request.url) => {
                return Err(person(
                    "the sign-in form came back: were the values given with `--login` right?",
                ));
            }
            Lead::SignIn(request) => {
                signed_in_at = Some(request.url.clone());
                request
            }
        };
    }
    // A browser gives up on redirects that do not end, and its person is left with an error page.
    let last = browser.exchanges.pop().filter(|last| last.redirect().is_some());
    Err(last.map_or_else(
        || person(&format!("after {MOST_STEPS} pages there is still no way back to the client")),
        Refusal::Page,
    ))
}

/// What can be decided on the page that an answer shows, where the harness may send it.
fn decision(exchange: &Exchange, login: &Login, request: &AuthorizationRequest) -> Option<Decision> {
    let url = &exchange.request.url;
    let shown = exchange.response.is_success() && exchange.response.is_html();
    let page = shown.then(|| Page::parse(&exchange.response.body, url)).flatten()?;
    let may_go = |sent: &Request| login.may_go_to(&sent.url, &request.url);
    let goes_on = |sent: &Request| may_go(sent) || leads_back(&sent.url, &request.redirect_uri);
    let decision = choice::decision(&page, login, url)?;
    let decline = decision.decline.filter(goes_on);
    goes_on(&decision.approve).then_some(Decision { decline, ..decision })
}

fn lead(exchange: &Arc<Exchange>, login: &Login, request: &AuthorizationRequest) -> Result<Lead, Refusal> {
    if let Some(target) = exchange.redirect() {
        return redirected(exchange, target, login, request);
    }
    if !exchange.response.is_success() || !exchange.response.is_html() {
        return Err(Refusal::Page(Arc::clone(exchange)));
    }
    if let Some(target) = scripted(&exchange.response.body, &request.redirect_uri) {
        return Ok(Lead::Back(callback(target, "GET", Some(exchange))));
    }
    let page = Page::parse(&exchange.response.body, &exchange.request.url);
    let page = page.ok_or_else(|| person("the page has thousands of elements, more than is read of one"))?;
    if let Some(callback) = posted(&page, exchange, request) {
        return Ok(Lead::Back(callback));
    }
    match choice::choose(&page, login, &request.url) {
        Choice::Person(reason) => Err(person(&reason)),
        Choice::SignIn(next) => Ok(Lead::SignIn(next)),
        Choice::Send(next) if leads_back(&next.url, &request.redirect_uri) => {
            Ok(Lead::Back(callback(next.url, &next.method, Some(exchange))))
        }
        Choice::Send(next) => within_origin(next, login, request).map(Lead::On),
    }
}

fn redirected(
    exchange: &Exchange,
    target: Url,
    login: &Login,
    request: &AuthorizationRequest,
) -> Result<Lead, Refusal> {
    let next = Browser::after_redirect(exchange, target);
    if leads_back(&next.url, &request.redirect_uri) {
        return Ok(Lead::Back(callback(next.url, &next.method, Some(exchange))));
    }
    within_origin(next, login, request).map(Lead::On)
}

/// The origins that may have what the user gave are also those where the harness walks.
fn within_origin(next: Request, login: &Login, request: &AuthorizationRequest) -> Result<Request, Refusal> {
    if login.may_go_to(&next.url, &request.url) {
        return Ok(next);
    }
    let place = next.url.origin().ascii_serialization();
    let place = if place == "null" { next.url.scheme().to_owned() } else { place };
    Err(person(&format!(
        "the sign-in leads to another origin, `{place}`; use `--login-origin {place}`, `--approve manual` or `command=…`"
    )))
}

/// A form that posts the answer to the redirect URI (`response_mode=form_post`).
fn posted(page: &Page, exchange: &Exchange, request: &AuthorizationRequest) -> Option<Callback> {
    let form = page
        .forms
        .iter()
        .find(|form| form.method == "POST" && leads_back(&form.action, &request.redirect_uri))?;
    let parameters = form.fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect();
    let callback = callback(form.action.clone(), "POST", Some(exchange));
    Some(Callback { parameters, form_post: true, ..callback })
}

/// The redirect URI with its parameters where a script, a link or a refresh of the page holds it.
fn scripted(html: &str, redirect_uri: &str) -> Option<Url> {
    let plain = html.replace("&amp;", "&").replace("\\u0026", "&").replace("\\/", "/");
    let start = plain.find(&format!("{redirect_uri}?"))?;
    let end = plain[start..].find(['"', '\'', '<', '>', ' ', '`', '\\', ')', '\n'])?;
    let url = Url::parse(&plain[start..start + end]).ok()?;
    url.query_pairs().any(|(name, _)| name == "code" || name == "error").then_some(url)
}

fn person(reason: &str) -> Refusal {
    Obstacle::NeedsPerson { reason: reason.into() }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_found_in_a_script() {
        let html = r#"<script>location.replace("https:\/\/claude.ai\/cb?code=c\u0026state=s")</script>"#;
        let url = scripted(html, "https://claude.ai/cb").map(String::from);
        assert_eq!(url.as_deref(), Some("https://claude.ai/cb?code=c&state=s"));
        assert_eq!(scripted("<a href='https://claude.ai/cb?x=1'>", "https://claude.ai/cb"), None);
    }
}
