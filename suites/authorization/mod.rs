//! The authorization endpoint and what the person sees there.

mod authorization_endpoint_offers_no_cors;
mod authorization_ignores_unknown_parameters;
mod authorization_page_answers;
mod authorization_page_answers_in_any_language;
mod authorization_page_resists_framing;
mod authorization_page_shows_no_error;
mod authorization_pages_leak_no_referrer;
mod authorization_without_scope_is_answered;
mod consent_cookies_are_guarded;
mod consent_form_resists_forgery;
mod consent_page_escapes_the_client_name;
mod consent_page_lets_the_callback_through;
mod consent_page_names_the_client;
mod consent_page_names_the_metadata_document_host;
mod consent_page_names_the_redirect_host;
mod empty_parameters_count_as_absent;
mod error_pages_escape_parameters;
mod error_redirect_names_a_registered_error;
mod error_redirect_returns_state;
mod implicit_response_type_is_refused;
mod localhost_takes_any_port;
mod loopback_address_takes_any_port;
mod loopback_look_alikes_are_refused;
mod malformed_resource_is_invalid_target;
mod only_the_loopback_port_floats;
mod proxy_asks_for_consent_itself;
mod redirect_uri_is_named_among_several;
mod redirect_uri_matches_exactly;
mod repeated_authorization_parameters_are_refused;
mod resource_host_is_read_in_any_case;
mod response_type_is_required;
mod second_approval_is_survivable;
mod second_request_is_not_approved_silently;
mod several_resources_are_survivable;
mod submitted_form_is_not_sent_again;
mod unknown_client_is_not_redirected;
mod unknown_resource_is_invalid_target;
mod unknown_scope_is_not_granted;
mod unregistered_redirect_uri_is_not_redirected;
mod upstream_state_is_fresh;

use std::sync::Arc;

use crate::{
    check::Suite,
    fault::{Answered, Asked},
    prelude::*,
    steps::{browser_request, dead_end},
};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "authorization",
    title: "the authorization endpoint shows a page on which a person can approve",
    checks: &[
        &authorization_page_answers::CHECK,
        &authorization_page_shows_no_error::CHECK,
        &authorization_page_answers_in_any_language::CHECK,
        &authorization_ignores_unknown_parameters::CHECK,
        &authorization_without_scope_is_answered::CHECK,
        &unknown_scope_is_not_granted::CHECK,
        &consent_page_lets_the_callback_through::CHECK,
        &localhost_takes_any_port::CHECK,
        &loopback_address_takes_any_port::CHECK,
        &error_redirect_names_a_registered_error::CHECK,
        &error_redirect_returns_state::CHECK,
        &unknown_client_is_not_redirected::CHECK,
        &unregistered_redirect_uri_is_not_redirected::CHECK,
        &redirect_uri_matches_exactly::CHECK,
        &only_the_loopback_port_floats::CHECK,
        &loopback_look_alikes_are_refused::CHECK,
        &redirect_uri_is_named_among_several::CHECK,
        &response_type_is_required::CHECK,
        &implicit_response_type_is_refused::CHECK,
        &repeated_authorization_parameters_are_refused::CHECK,
        &empty_parameters_count_as_absent::CHECK,
        &resource_host_is_read_in_any_case::CHECK,
        &several_resources_are_survivable::CHECK,
        &unknown_resource_is_invalid_target::CHECK,
        &malformed_resource_is_invalid_target::CHECK,
        &authorization_page_resists_framing::CHECK,
        &authorization_endpoint_offers_no_cors::CHECK,
        &submitted_form_is_not_sent_again::CHECK,
        &error_pages_escape_parameters::CHECK,
        &consent_page_escapes_the_client_name::CHECK,
        &consent_page_names_the_client::CHECK,
        &consent_page_names_the_redirect_host::CHECK,
        &consent_page_names_the_metadata_document_host::CHECK,
        &consent_form_resists_forgery::CHECK,
        &consent_cookies_are_guarded::CHECK,
        &second_request_is_not_approved_silently::CHECK,
        &second_approval_is_survivable::CHECK,
        &authorization_pages_leak_no_referrer::CHECK,
        &proxy_asks_for_consent_itself::CHECK,
        &upstream_state_is_fresh::CHECK,
    ],
};

/// A redirect URI that nobody registered.
const STRANGER: &str = "https://attacker.example/callback";

/// The page that the inspected authorization request gets: the control of each request with a violation in it.
async fn page(session: &dyn Session) -> Result<Arc<Exchange>, Obstacle> {
    let exchange = session.authorization_page().await?;
    if dead_end(&exchange)? {
        return Err(Obstacle::control(format!(
            "the authorization endpoint answers with {}",
            exchange.summary()
        )));
    }
    Ok(exchange)
}

/// Passes where the inspected request, with the stranger's redirect URI and perhaps another client, does not send the
/// browser to the stranger.
async fn stays(session: &dyn Session, client_id: Option<&str>) -> Judgement {
    page(session).await?;
    let mut request = session.inspection().await?.with("redirect_uri", Some(STRANGER));
    if client_id.is_some() {
        request = request.with("client_id", client_id);
    }
    let exchange = session.visit(browser_request(request.url)).await?;
    let stranger = Url::parse(STRANGER).expect("literal");
    let target = exchange.redirect().filter(|target| target.host() == stranger.host());
    ensure(target.is_none(), || {
        let observed = format!("status {} to `{STRANGER}`", exchange.response.status);
        Finding::new("an error page that stays where it is", observed).at_header(&exchange, "location")
    })
}

/// Redirects a refused authorization request to the redirect URI that it names, where `redirects` says so of its client
/// being known; the clients are known by their registrations.
fn redirect_errors(answered: &mut Answered<'_>, redirects: fn(known: bool) -> bool) {
    if answered.endpoint == Endpoint::Registration {
        let body = answered.response.json().unwrap_or_default();
        if let Some(id) = body["client_id"].as_str() {
            answered.memory.insert(id.to_owned(), Value::Bool(true));
        }
        return;
    }
    let known = answered.request.query("client_id").is_some_and(|id| answered.memory.contains_key(&id));
    let target = answered.request.query("redirect_uri").unwrap_or_default();
    if answered.response.status == 400 && target == STRANGER && redirects(known) {
        *answered.response = Response { status: 302, ..Response::default() };
        answered.response.headers.add("location", format!("{target}?error=invalid_request"));
    }
}

/// Makes the approve link of the reference server's consent page a form that posts.
pub(crate) fn approve_by_form(answered: &mut Answered<'_>) {
    let (link, end) = ("<a class=\"approve\" rel=\"nofollow\" href=\"", "\">Approve</a>");
    if let Some((before, rest)) = answered.response.body.split_once(link)
        && let Some((target, after)) = rest.split_once(end)
    {
        let form = format!(
            "<form method=\"post\" action=\"{target}\"><button type=\"submit\">Approve</button></form>"
        );
        answered.response.body = format!("{before}{form}{after}");
    }
}

/// Lets the form of [`approve_by_form`] do what the link did.
pub(crate) fn accept_form(asked: &mut Asked<'_>) {
    if asked.request.method == "POST" {
        asked.request.method = "GET".into();
        asked.request.body.clear();
    }
}
