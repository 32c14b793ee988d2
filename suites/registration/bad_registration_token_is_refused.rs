use super::{attempt, registrable};
use crate::{json::answer, prelude::*, steps::contact::UNKNOWN_TOKEN};

pub(super) const CHECK: Check = Check {
    id: "bad-registration-token-is-refused",
    title: "a registration endpoint that asks for a token answers a wrong one with status 401",
    level: Must,
    spec: &[RFC7591.must("3.2.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "A registration that is closed, and opens for any token, is open to those who know that, and closed to the \
          Claude clients, which have no such token.",
    fix: "Check the initial access token, or better let anybody register: the Claude clients need that.",
    fault: Fault::at(&[Endpoint::Registration]).response(|answer| {
        if answer.request.headers.first("authorization").is_none() {
            *answer.response = Response::json_with(401, &json!({"error": "invalid_token"}));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    registrable(session).await?;
    let closed = attempt(session).await?;
    if closed.response.status != 401 {
        return Err(inapplicable("the registration endpoint asks for no token"));
    }
    let request = closed.request.clone().with("Authorization", format!("Bearer {UNKNOWN_TOKEN}"));
    let exchange = session.observe(request).await?;
    if exchange.response.status >= 500 {
        return Err(Obstacle::step("registration", answer(&exchange)).into());
    }
    ensure(exchange.response.status == 401, || {
        Finding::new("status 401 for a token that nobody issued", answer(&exchange)).at_status(&exchange)
    })
}
