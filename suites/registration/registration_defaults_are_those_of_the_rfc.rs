use std::sync::Arc;

use super::bare;
use crate::{prelude::*, session::Registered, steps::list};

pub(super) const CHECK: Check = Check {
    id: "registration-defaults-are-those-of-the-rfc",
    title: "a registration of nothing but redirect URIs makes a client of the code flow that has a secret",
    level: Must,
    spec: &[RFC7591.must("2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "A client that leaves members out counts on their defaults: `authorization_code`, `code` and \
          `client_secret_basic`. The Claude clients name all three themselves.",
    fix: "Take an absent `grant_types` for `[\"authorization_code\"]`, an absent `response_types` for `[\"code\"]`, \
          and issue a secret where `token_endpoint_auth_method` is absent. Authlib keeps the first two empty: put them in \
          where you save the client.",
    fault: Fault::at(&[Endpoint::Registration]).response(|answer| {
        let asked: Value = serde_json::from_str(&answer.request.body).unwrap_or_default();
        if asked.get("grant_types").is_none() {
            answer.set_member("grant_types", json!(["client_credentials"]));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A server may register another method than the default as long as it says so (RFC 7591 section 3.2.1).
async fn judge(session: &dyn Session) -> Judgement {
    let exchange = bare(session).await?;
    if !exchange.response.is_success() {
        return Err(inapplicable("the server wants more than redirect URIs from a client that registers"));
    }
    let body = exchange.response.json().unwrap_or_default();
    for (name, default) in [("grant_types", "authorization_code"), ("response_types", "code")] {
        let holds = list(&body, name).is_none_or(|values| values.contains(&default));
        ensure(holds, || {
            Finding::new(format!("`{default}` in `{name}`"), format!("`{}`", body[name]))
                .at_body(&exchange, format!("/{name}"))
        })?;
    }
    let stated = body.get("token_endpoint_auth_method").is_some();
    let has_secret = body["client_secret"].as_str().is_some_and(|secret| !secret.is_empty());
    ensure(stated || has_secret, || {
        Finding::new(
            "a `client_secret`, or a `token_endpoint_auth_method` that needs none",
            "neither of them",
        )
        .at_body(&exchange, "")
    })?;
    may_ask_for_a_code(session, &exchange).await
}

/// What the answer leaves out shows at the authorization endpoint: it may not be that the client asks for `code`.
async fn may_ask_for_a_code(session: &dyn Session, exchange: &Arc<Exchange>) -> Judgement {
    let metadata: Value = serde_json::from_str(&exchange.request.body).unwrap_or_default();
    let client = Registered::read(exchange, &metadata)?;
    let ending = session.ending(&session.inspection_of(&client).await?).await?;
    if !matches!(ending.error().as_deref(), Some("unauthorized_client" | "unsupported_response_type")) {
        return Ok(());
    }
    session.goes_on(&*session.registration().await?).await?;
    let expected = "a client that may ask for a `code`, the default of `response_types`";
    Err(Finding::new(expected, ending.told()).at_header(ending.exchange(), "location").into())
}
