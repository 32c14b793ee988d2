use super::{changed, echo_redirect_uris};
use crate::{json::answer, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "registration-needs-a-redirect-uri",
    title: "a client of the code flow is not registered without a redirect URI",
    level: Must,
    spec: &[RFC7591.must("5")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "There is nothing to compare with: where such a client may name any redirect URI in its authorization request, \
          the codes that a person approves go where an attacker's link says, and where it may name none, it was \
          registered for nothing. The Claude clients always register theirs.",
    fix: "Refuse a registration for `authorization_code` whose `redirect_uris` are missing or empty, with \
          `invalid_redirect_uri`.",
    fault: Fault::at(&[Endpoint::Registration])
        .request(|asked| {
            let mut metadata: Value = serde_json::from_str(&asked.request.body).unwrap_or_default();
            if metadata["redirect_uris"] == json!([]) {
                metadata["redirect_uris"] = json!(["https://client.example/callback"]);
                asked.request.body = metadata.to_string();
            }
        })
        .response(echo_redirect_uris),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = changed(session, |metadata| metadata["redirect_uris"] = json!([])).await?;
    if exchange.response.status >= 500 {
        return Err(Obstacle::step("registration", answer(&exchange)).into());
    }
    let body = exchange.response.json().unwrap_or_default();
    let supplied = body["redirect_uris"].as_array().is_some_and(|uris| !uris.is_empty());
    ensure(!exchange.response.is_success() || supplied, || {
        let observed = format!("status {} for an empty list of redirect URIs", exchange.response.status);
        Finding::new("status 400 with the error `invalid_redirect_uri`", observed).at_status(&exchange)
    })
}
