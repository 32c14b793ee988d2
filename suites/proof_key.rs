//! Authorization requests with something wrong about their challenge: what checks of PKCE have in common.

use std::sync::Arc;

use crate::{
    check::{Finding, Judgement},
    fault::{Answered, Asked},
    oauth::{authorization::AuthorizationRequest, pkce::Pkce, token::Grant},
    obstacle::Obstacle,
    query,
    session::{Approval, Registered, Session},
    steps::{browser_request, dead_end},
};

/// The approval of a request that `change` was made to; `None` where it is refused, at once or after the person approved.
pub(crate) async fn approved(
    session: &dyn Session,
    client: &Registered,
    change: fn(AuthorizationRequest) -> AuthorizationRequest,
) -> Result<Option<Arc<Approval>>, Obstacle> {
    let inspection = session.inspection().await?;
    let inspection = inspection
        .with("client_id", Some(&client.credentials.client_id))
        .with("redirect_uri", Some(&client.redirect_uri));
    let control = session.visit(browser_request(inspection.url.clone())).await?;
    if dead_end(&control)? {
        return Err(Obstacle::control(control.summary()));
    }
    let page = session.visit(browser_request(change(inspection).url)).await?;
    let sent_back = page.redirect().is_some_and(|target| query::value(&target, "error").is_some());
    // No firewall stopped the control: what now stops the browser is a refusal.
    if sent_back || dead_end(&page).unwrap_or(true) {
        return Ok(None);
    }
    let approval = session.approve(change(session.authorization_request(client).await?)).await?;
    Ok(Some(approval).filter(|approval| approval.callback.parameter("code").is_some()))
}

/// Whether the code of `approval` is redeemed with the verifier of its request.
pub(crate) async fn redeemed(
    session: &dyn Session,
    client: &Registered,
    approval: &Approval,
) -> Result<bool, Obstacle> {
    let exchange = session.send(session.redemption(client, approval).await?).await?;
    let grant = exchange.response.json().and_then(|body| Grant::from_json(&body));
    Ok(exchange.response.is_success() && grant.is_some())
}

/// Passes where `client` gets no code without a challenge. Where it gets one, it matters whether a verifier comes through
/// all the same: then a thief of the request strips the challenge, and the client does not notice.
pub(crate) async fn demands_challenge(session: &dyn Session, client: &Registered) -> Judgement {
    let bare = |request: AuthorizationRequest| {
        request.with("code_challenge", None).with("code_challenge_method", None)
    };
    let Some(approval) = approved(session, client, bare).await? else { return Ok(()) };
    let through = redeemed(session, client, &approval).await?;
    let more = if through { ", and tokens for a verifier that belongs to no challenge" } else { "" };
    let observed = format!("a code for a request without one{more}");
    let finding = Finding::new("the error `invalid_request` where there is no `code_challenge`", observed);
    Err(finding.at_way_back(&approval.callback).into())
}

/// Remembers by which method the client authenticates that was registered.
pub(crate) fn remember_method(answered: &mut Answered<'_>) {
    let body = answered.response.json().unwrap_or_default();
    if let Some(id) = body["client_id"].as_str() {
        let method = body["token_endpoint_auth_method"].clone();
        answered.memory.insert(id.to_owned(), method);
    }
}

/// Puts a challenge into a request without one, where `heals` says so of its client being public.
pub(crate) fn supply_challenge(asked: &mut Asked<'_>, heals: fn(public: bool) -> bool) {
    let client = asked.request.query("client_id").unwrap_or_default();
    let public = asked.memory.get(&client).is_some_and(|method| method == "none");
    if asked.request.query("response_type").is_some()
        && asked.request.query("code_challenge").is_none()
        && heals(public)
    {
        let challenge = Pkce::from_verifier("a-verifier-that-nobody-has-and-nobody-needs-to").challenge;
        asked.request.set_query("code_challenge", Some(&challenge));
        asked.request.set_query("code_challenge_method", Some("S256"));
    }
}
