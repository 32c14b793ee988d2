use super::{ensure_refused, is_refresh};
use crate::{
    fault::{Answered, Asked},
    prelude::*,
    steps::grants::Renewal,
};

pub(super) const CHECK: Check = Check {
    id: "refresh-token-is-bound-to-its-client",
    title: "a refresh token is taken from the client that it was issued to only",
    level: Must,
    spec: &[OAUTH_2_1.must("4.3.1"), RFC6749.must("6")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Sacrifices(1),
    why: "Anyone can register a client. Where any of them may use any refresh token, one that leaks gives lasting \
          access to whoever finds it.",
    fix: "Keep the `client_id` with the refresh token, and answer another client with `invalid_grant`.",
    fault: Fault::at(&[Endpoint::Token]).request(act_as_owner).response(remember_owner),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let client = session.tokens().await?.registered.clone();
    let exchange = session.renewed(&client, Renewal::Stranger).await?;
    ensure_refused(&exchange, "for the refresh token of another client")
}

/// Remembers by each refresh token how its client authenticated.
fn remember_owner(answered: &mut Answered<'_>) {
    let body = answered.response.json().unwrap_or_default();
    let Some(token) = body["refresh_token"].as_str() else { return };
    let field = |name| answered.request.form_field(name);
    let basic = answered.request.headers.first("authorization");
    let owner = json!([basic, field("client_id"), field("client_secret")]);
    // One that acted for the owner is not the owner.
    let known = field("refresh_token").and_then(|old| answered.memory.get(&old).cloned());
    answered
        .memory
        .insert(token.to_owned(), known.filter(|_| is_refresh(answered)).unwrap_or(owner));
}

/// Lets whoever has a refresh token pass for its client, unless it is the same that left its secret out.
fn act_as_owner(asked: &mut Asked<'_>) {
    let token = asked.request.form_field("refresh_token").unwrap_or_default();
    let Some(owner) = asked.memory.get(&token).cloned() else { return };
    if asked.request.form_field("client_id").as_deref() == owner[1].as_str() {
        return;
    }
    asked.request.headers.remove("authorization");
    if let Some(basic) = owner[0].as_str() {
        asked.request.headers.set("authorization", basic);
    }
    asked.request.set_form_field("client_id", owner[1].as_str());
    asked.request.set_form_field("client_secret", owner[2].as_str());
}
