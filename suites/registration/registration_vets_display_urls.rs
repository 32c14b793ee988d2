use super::changed;
use crate::{json::answer, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "registration-vets-display-urls",
    title: "a page that a client names of itself is not registered where its address runs as a script",
    level: Should,
    spec: &[RFC7591.should("5")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "What a client says of itself is shown on the consent page. A link to `javascript:` there runs with the \
          session of the person who presses it.",
    fix: "Take `client_uri`, `logo_uri`, `tos_uri` and `policy_uri` only as `https` URLs, best on the host of a \
          redirect URI; leave the others out of the registration or refuse it.",
    fault: Fault::at(&[Endpoint::Registration]).response(|answer| {
        let asked: Value = serde_json::from_str(&answer.request.body).unwrap_or_default();
        if asked["policy_uri"] == SCRIPT && answer.response.is_success() {
            answer.set_member("policy_uri", json!(SCRIPT));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

const SCRIPT: &str = "javascript:alert(1)";

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = changed(session, |metadata| metadata["policy_uri"] = json!(SCRIPT)).await?;
    if exchange.response.status >= 500 {
        return Err(Obstacle::step("registration", answer(&exchange)).into());
    }
    let body = exchange.response.json().unwrap_or_default();
    ensure(!exchange.response.is_success() || body["policy_uri"] != SCRIPT, || {
        Finding::new("no `policy_uri` that is a script", format!("`{SCRIPT}`"))
            .at_body(&exchange, "/policy_uri")
    })
}
