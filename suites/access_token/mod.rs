//! Access tokens, and above all those that are JSON Web Tokens: whom they are for, and by what they are believed.

mod jwt_access_token_has_the_required_claims;
mod jwt_access_token_is_signed;
mod jwt_issuer_is_the_issuer;
mod jwt_key_is_published;
mod keys_in_the_token_are_not_trusted;
mod other_jwts_do_not_open_the_endpoint;
mod public_key_is_no_shared_secret;
mod tampered_token_is_refused;
mod token_audience_is_the_resource;
mod token_for_another_resource_is_refused;
mod token_request_stays_within_the_approved_resource;
mod token_without_resource_names_an_audience;
mod unsigned_token_is_refused;

use std::sync::Arc;

use crate::{
    access::accepted,
    check::{Shortfall, Suite},
    fault::{Answered, Asked},
    oauth::{
        jwt::{Jwt, encode},
        token::Grant,
    },
    prelude::*,
    query,
    session::{Approval, Registered, Tokens},
    steps::{browser_request, dead_end},
};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "access-token",
    title: "an access token is for this resource, and one that was not issued so opens nothing",
    checks: &[
        &tampered_token_is_refused::CHECK,
        &unsigned_token_is_refused::CHECK,
        &public_key_is_no_shared_secret::CHECK,
        &keys_in_the_token_are_not_trusted::CHECK,
        &other_jwts_do_not_open_the_endpoint::CHECK,
        &jwt_access_token_is_signed::CHECK,
        &jwt_access_token_has_the_required_claims::CHECK,
        &jwt_issuer_is_the_issuer::CHECK,
        &jwt_key_is_published::CHECK,
        &token_audience_is_the_resource::CHECK,
        &token_without_resource_names_an_audience::CHECK,
        &token_request_stays_within_the_approved_resource::CHECK,
        &token_for_another_resource_is_refused::CHECK,
    ],
};

/// The access token of the run where it is a JWT.
async fn jwt(session: &dyn Session) -> Result<(Arc<Tokens>, Jwt), Shortfall> {
    let tokens = session.tokens().await?;
    let jwt = Jwt::parse(tokens.grant.access_token.reveal());
    let jwt = jwt.ok_or_else(|| inapplicable("the access token is no JWT"))?;
    Ok((tokens, jwt))
}

/// The same where it claims to be an access token by RFC 9068.
async fn profiled(session: &dyn Session) -> Result<(Arc<Tokens>, Jwt), Shortfall> {
    let (tokens, jwt) = jwt(session).await?;
    if !jwt.is_access_token() {
        return Err(inapplicable("the access token is no JWT of the type `at+jwt`, which RFC 9068 is about"));
    }
    Ok((tokens, jwt))
}

/// The signed JWT of the run, which opens the endpoint: what the forged ones are made from. With the URL of the endpoint.
async fn original(session: &dyn Session) -> Result<(Jwt, Url), Shortfall> {
    let (_, jwt) = jwt(session).await?;
    if !jwt.is_signed() {
        return Err(inapplicable("the access token itself is not signed"));
    }
    let (_, control) = accepted(session).await?;
    Ok((jwt, control.url))
}

/// Passes where the endpoint at `url` refuses this token, which is `what`.
async fn refuses(session: &dyn Session, url: &Url, token: &str, what: &str) -> Judgement {
    let request = Request { url: url.clone(), ..session.authorized_request(token) };
    let exchange = session.observe(request).await?;
    ensure(!exchange.response.is_success(), || {
        let observed = format!("status {} for {what}", exchange.response.status);
        Finding::new("status 401", observed).at_status(&exchange)
    })
}

/// The finding, seen in the token response where there was one.
fn seen_in(tokens: &Tokens, finding: Finding) -> Finding {
    match &tokens.exchange {
        Some(exchange) => finding.at_body(exchange, "/access_token"),
        None => finding,
    }
}

/// A client with the approval of its request for the resource of the run and what is `behind` it, or for none; nothing
/// where such a request is refused.
async fn approved_for(
    session: &dyn Session,
    behind: Option<&str>,
) -> Result<Option<(Arc<Registered>, Arc<Approval>)>, Shortfall> {
    let tokens = session.tokens().await?;
    if tokens.exchange.is_none() {
        return Err(Obstacle::control("the tokens were given by the user, no code was redeemed").into());
    }
    let client = Arc::clone(&tokens.registered);
    let resource = resource(session, behind).await?;
    let inspection = session.inspection().await?.with("resource", resource.as_deref());
    let page = session.visit(browser_request(inspection.url)).await?;
    let is_sent_back = page.redirect().is_some_and(|target| query::value(&target, "error").is_some());
    if is_sent_back || dead_end(&page)? {
        return Ok(None);
    }
    let request = session.authorization_request(&client).await?.with("resource", resource.as_deref());
    let approval = session.approve(request).await?;
    Ok(approval.callback.parameter("code").is_some().then_some((client, approval)))
}

/// What the code gets where the token request names that resource; nothing where it is refused.
async fn redeemed_for(
    session: &dyn Session,
    (client, approval): &(Arc<Registered>, Arc<Approval>),
    behind: Option<&str>,
) -> Result<Option<(Arc<Exchange>, Grant, Jwt)>, Shortfall> {
    let mut request = session.redemption(client, approval).await?;
    request.set_form_field("resource", resource(session, behind).await?.as_deref());
    let exchange = session.send(request).await?;
    if exchange.response.status >= 500 {
        return Err(Obstacle::step("the token request", exchange.summary()).into());
    }
    let body = exchange.response.json().filter(|_| exchange.response.is_success());
    let Some(grant) = body.and_then(|body| Grant::from_json(&body)) else { return Ok(None) };
    let jwt = Jwt::parse(grant.access_token.reveal());
    let jwt =
        jwt.ok_or_else(|| inapplicable("this access token is no JWT, and does not say whom it is for"))?;
    Ok(Some((exchange, grant, jwt)))
}

/// The resource of the run and what is `behind` it.
async fn resource(session: &dyn Session, behind: Option<&str>) -> Result<Option<String>, Shortfall> {
    let Some(behind) = behind else { return Ok(None) };
    let named = session.resource().await;
    let named =
        named.ok_or_else(|| inapplicable("no metadata name a resource, so that none is asked for"))?;
    Ok(Some(if behind.is_empty() { named } else { format!("{}{behind}", named.trim_end_matches('/')) }))
}

/// Issues another token in the place of each that is granted and remembers which it stands for, for the faults.
fn reissue(answer: &mut Answered<'_>, write: impl Fn(&Jwt) -> String) {
    let body = answer.response.json().unwrap_or_default();
    let Some(token) = body["access_token"].as_str() else { return };
    let Some(written) = Jwt::parse(token).map(|jwt| write(&jwt)) else { return };
    answer.memory.insert(written.clone(), json!(token));
    answer.set_member("access_token", json!(written));
}

/// Issues a token for the resource with this behind it where the request names it, for the faults.
fn issue_beyond(answer: &mut Answered<'_>, behind: &str) {
    let named = answer.request.form_field("resource").unwrap_or_default();
    if named.ends_with(behind) {
        reissue(answer, |jwt| jwt.with_claims(|claims| claims["aud"] = json!(named)));
    }
}

/// Lets a request pass that names the resource with this behind it, for the faults.
fn let_pass(asked: &mut Asked<'_>, behind: &str) {
    if let Some(named) = asked.request.query("resource") {
        asked.request.set_query("resource", Some(named.trim_end_matches(behind)));
    }
    if let Some(named) = asked.request.form_field("resource") {
        asked.request.set_form_field("resource", Some(named.trim_end_matches(behind)));
    }
    recognise(asked);
}

/// Remembers each token that is granted by its claims, as they are written and as a forged token has them, for the faults.
fn remember(answer: &mut Answered<'_>) {
    let body = answer.response.json().unwrap_or_default();
    let Some(token) = body["access_token"].as_str() else { return };
    let Some(jwt) = Jwt::parse(token) else { return };
    for claims in [jwt.written_claims().to_owned(), encode(&jwt.impersonal_claims())] {
        answer.memory.insert(claims, json!(token));
    }
}

/// Takes a token for the one that `original` finds for it, for the faults.
fn replace_token(asked: &mut Asked<'_>, original: impl Fn(&Asked<'_>, &str) -> Option<String>) {
    let field = asked.request.headers.first("authorization").unwrap_or_default();
    let bearer = field.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    if let Some(token) = bearer.and_then(|(_, token)| original(asked, token)) {
        asked.request.headers.set("authorization", format!("Bearer {token}"));
    }
    // Revocation and introspection.
    if let Some(token) = asked.request.form_field("token").and_then(|token| original(asked, &token)) {
        asked.request.set_form_field("token", Some(&token));
    }
}

/// Takes a token that was issued anew for the one that it stands for, for the faults.
fn recognise(asked: &mut Asked<'_>) {
    replace_token(asked, |asked, token| Some(asked.memory.get(token)?.as_str()?.to_owned()));
}

/// Believes a forged token of this kind, for the faults.
fn believe(asked: &mut Asked<'_>, forged: impl Fn(&Jwt) -> bool) {
    replace_token(asked, |asked, token| {
        let jwt = Jwt::parse(token).filter(&forged)?;
        Some(asked.memory.get(jwt.written_claims())?.as_str()?.to_owned())
    });
}
