use crate::{
    fault::Answered,
    oauth::{authorization::AuthorizationRequest, pkce::Pkce},
    prelude::*,
    steps::Ending,
};

pub(super) const CHECK: Check = Check {
    id: "unknown-scope-is-not-granted",
    title: "a scope that nobody knows is refused or left out of the grant",
    level: Must,
    spec: &[RFC6749.must("4.1.2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "A server that grants whatever is asked for lets a client write its own permissions: the next part that reads \
          the scope believes them.",
    fix: "Compare each scope with those that exist. Answer with `invalid_scope`, or grant the others and name them in \
          the `scope` of the token response.",
    fault: Fault::at(&[Endpoint::Authorization, Endpoint::Token]).response(grant_everything),
    judge: |session| Box::pin(judge(session)),
};

const UNKNOWN: &str = "conformance:unheard-of";

async fn judge(session: &dyn Session) -> Judgement {
    let client = session.registration().await?;
    session.goes_on(&client).await?;
    let scope = session.scope().await.map_or(UNKNOWN.into(), |scope| format!("{scope} {UNKNOWN}"));
    let ask = |request: AuthorizationRequest| request.with("scope", Some(&scope));
    let ending = session.ending(&ask(session.inspection_of(&client).await?)).await?;
    match &ending {
        Ending::Stopped(exchange) if exchange.response.status >= 500 => {
            return Err(Obstacle::step("the authorization request", ending.told()).into());
        }
        ending if !ending.goes_on() => return Ok(()),
        _ => {}
    }
    let request = ask(session.authorization_request(&client).await?);
    let Some(approval) = session.way_back(request).await? else { return Ok(()) };
    if approval.callback.parameter("code").is_none() {
        return Ok(());
    }
    let exchange = session.send(session.redemption(&client, &approval).await?).await?;
    let body = exchange.response.json().filter(|_| exchange.response.is_success()).unwrap_or_default();
    let granted = body["scope"].as_str();
    let granted = granted.ok_or_else(|| inapplicable("no token response says which scope was granted"))?;
    ensure(!granted.split(' ').any(|scope| scope == UNKNOWN), || {
        Finding::new(format!("a grant without `{UNKNOWN}`"), format!("`{granted}`"))
            .at_body(&exchange, "/scope")
    })
}

/// Adds the unknown scope to a grant for which it was asked; the request is known again by its challenge.
fn grant_everything(answered: &mut Answered<'_>) {
    if answered.request.query("scope").is_some_and(|scope| scope.contains(UNKNOWN)) {
        let challenge = answered.request.query("code_challenge").unwrap_or_default();
        answered.memory.insert(challenge, Value::Bool(true));
    }
    let verifier = answered.request.form_field("code_verifier").unwrap_or_default();
    if answered.memory.contains_key(&Pkce::from_verifier(verifier).challenge) {
        let scope = answered.response.json().unwrap_or_default()["scope"].take();
        answered.set_member("scope", json!(format!("{} {UNKNOWN}", scope.as_str().unwrap_or_default())));
    }
}
