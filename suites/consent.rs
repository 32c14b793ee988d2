//! What checks of several suites ask of the pages on which a person signs in and decides.

use std::sync::Arc;

use url::Url;

use crate::{
    check::{Shortfall, inapplicable},
    exchange::{Exchange, Request, Response},
    fault::{Answered, Asked},
    oauth::authorization::AuthorizationRequest,
    obstacle::Obstacle,
    query,
    session::{Approval, Consent, Session},
};

/// What no page may show as it stands.
pub(crate) const MARKUP: &str = "'\"><claude-conformance>";

/// Why a server without a consent page owes nothing of one.
const UNASKED: &str = "the person is sent back without a page that asks";

/// The page on which the person decides, in a browser that was shown all of `seen`.
pub(crate) async fn asked(
    session: &dyn Session,
    request: AuthorizationRequest,
    seen: Vec<Arc<Exchange>>,
) -> Result<Arc<Consent>, Shortfall> {
    match session.consent(request, seen).await {
        Err(Obstacle::Step { step: "the consent page", .. }) => Err(inapplicable(UNASKED)),
        consent => Ok(consent?),
    }
}

/// The approval that the walk got.
pub(crate) async fn approval(session: &dyn Session) -> Result<Arc<Approval>, Obstacle> {
    let walk = session.walk().await;
    walk.approval.clone().ok_or_else(|| walk.ended_before("the approval"))
}

/// The walk's approval with the pages that were shown for it, in order.
pub(crate) async fn pages(session: &dyn Session) -> Result<(Arc<Approval>, Vec<Arc<Exchange>>), Shortfall> {
    let approval = approval(session).await?;
    if approval.exchanges.is_empty() {
        let unseen = "the pages were shown to a browser that the harness does not see into";
        return Err(Obstacle::unknown(unseen).into());
    }
    let is_page = |response: &Response| response.is_success() && response.is_html();
    let pages = approval.exchanges.iter().filter(|exchange| is_page(&exchange.response));
    let pages: Vec<_> = pages.cloned().collect();
    if pages.is_empty() {
        return Err(inapplicable(UNASKED));
    }
    Ok((approval, pages))
}

/// The walk's approval with the exchange by which it was given: what the last page sent.
pub(crate) async fn submission(session: &dyn Session) -> Result<(Arc<Approval>, Arc<Exchange>), Shortfall> {
    let (approval, pages) = pages(session).await?;
    let last = pages.last().map(|page| page.index);
    let at = approval.exchanges.iter().position(|exchange| Some(exchange.index) == last);
    let sent = at.and_then(|at| approval.exchanges.get(at + 1)).cloned();
    match sent {
        Some(sent) => Ok((approval, sent)),
        None => Err(inapplicable("the last page leads back to the client by itself")),
    }
}

/// Whether one of `pages` holds `wanted`, and not only as a part of `beside`; the obstacle where a script may show what the page itself does not hold.
pub(crate) fn any_shows(pages: &[Arc<Exchange>], wanted: &str, beside: &str) -> Result<bool, Obstacle> {
    let (wanted, beside) = (wanted.to_lowercase(), beside.to_lowercase());
    let text = |page: &Exchange| {
        let text = shown(&page.response.body);
        if beside.is_empty() { text } else { text.replace(&beside, "") }
    };
    let holds = |page: &&Arc<Exchange>| text(page).contains(&wanted);
    let found = pages.iter().find(holds).is_some();
    if !found && pages.iter().any(|page| page.response.body.contains("<script")) {
        return Err(Obstacle::unknown("a script of the page may show what the page itself does not hold"));
    }
    Ok(found)
}

/// What a page holds, in lower case, with the references to characters resolved that stand in names and addresses.
fn shown(html: &str) -> String {
    let named =
        [("&amp;", "&"), ("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&nbsp;", " ")];
    named
        .iter()
        .fold(html.to_owned(), |text, (written, meant)| text.replace(written, meant))
        .to_lowercase()
}

/// Whether a page holds [`MARKUP`] as markup: the quotation mark and the tag as they stand, and not in a string of a script.
pub(crate) fn holds_markup(exchange: &Exchange) -> bool {
    let body = &exchange.response.body;
    let plain = |at: usize| !body[..at].ends_with('\\');
    exchange.response.is_html() && body.match_indices(&MARKUP[1..]).any(|(at, _)| plain(at))
}

/// Replaces every value that another site cannot know.
pub(crate) fn guess(forged: &mut Request, asked: &Url) {
    let is_known = |value: &str| {
        let is_word =
            value.len() < 16 && value.chars().all(|char| char.is_alphabetic() || "-_ ".contains(char));
        is_word || asked.query_pairs().any(|(_, known)| known == value)
    };
    let guessed = |(name, value): (String, String)| {
        let guess = if is_known(&value) { value } else { "claude-conformance-guess".into() };
        (name, guess)
    };
    let pairs: Vec<_> = forged.url.query_pairs().into_owned().map(guessed).collect();
    for (name, value) in pairs {
        query::set(&mut forged.url, &name, Some(&value));
    }
    let fields: Vec<_> =
        url::form_urlencoded::parse(forged.body.as_bytes()).into_owned().map(guessed).collect();
    for (name, value) in fields {
        forged.set_form_field(&name, Some(&value));
    }
}

/// Remembers the ticket of the reference server's consent page by the cookie that comes with it.
pub(crate) fn remember_ticket(answered: &mut Answered<'_>) {
    let cookie = answered.response.headers.first("set-cookie").and_then(|field| field.split(';').next());
    let ticket = answered.response.body.split_once("ticket=").map(|(_, rest)| rest);
    let ticket = ticket.and_then(|rest| rest.split(['&', '"']).next());
    if let (Some(cookie), Some(ticket)) = (cookie, ticket) {
        answered.memory.insert(cookie.to_owned(), ticket.into());
    }
}

/// Takes whatever ticket comes with the cookie of a consent page for the one of that page.
pub(crate) fn accept_forged(asked: &mut Asked<'_>) {
    let cookies = asked.request.headers.first("cookie").unwrap_or_default().to_owned();
    let mut known = cookies.split("; ").filter_map(|cookie| asked.memory.get(cookie)?.as_str());
    let ticket = known.next().map(str::to_owned);
    let is_guess = asked
        .request
        .query("ticket")
        .is_some_and(|ticket| ticket.starts_with("claude-conformance"));
    if let Some(ticket) = ticket.filter(|_| is_guess) {
        asked.request.set_query("ticket", Some(&ticket));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_told_from_text() {
        let page = |body: &str| {
            let request = Request::read(Url::parse("https://as.example/").expect("literal"));
            let response = Response::html_with(400, body);
            Exchange { index: 0, request, response, failure: None, started_ms: 0, duration_ms: 0 }
        };
        assert!(holds_markup(&page("<p>'\"><claude-conformance> is unknown")));
        assert!(!holds_markup(&page("<p>'&quot;><claude-conformance> is unknown")));
        assert!(!holds_markup(&page("<script>({\"id\":\"'\\\"><claude-conformance>\"})</script>")));
    }
}
