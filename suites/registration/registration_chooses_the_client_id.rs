use super::changed;
use crate::{json::answer, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "registration-chooses-the-client-id",
    title: "a client that asks for an identifier of its choice gets another one",
    level: Should,
    spec: &[RFC9700.should("4.15")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "A client that chooses its identifier can choose that of a user: where a resource server reads `sub` of a \
          token without looking at its kind, the client passes for that user.",
    fix: "Make the identifier yourself, and ignore a `client_id` in the request as any member that you do not know.",
    fault: Fault::at(&[Endpoint::Registration]).response(|answer| {
        let asked: Value = serde_json::from_str(&answer.request.body).unwrap_or_default();
        if let Some(id) = asked.get("client_id").filter(|_| answer.response.is_success()) {
            answer.set_member("client_id", id.clone());
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let wanted = format!("claude-conformance-{}", session.nonce().text());
    let exchange = changed(session, |metadata| metadata["client_id"] = json!(wanted)).await?;
    if exchange.response.status >= 500 {
        return Err(Obstacle::step("registration", answer(&exchange)).into());
    }
    let body = exchange.response.json().unwrap_or_default();
    ensure(!exchange.response.is_success() || body["client_id"] != wanted.as_str(), || {
        Finding::new("a `client_id` of the server's choice", "the one that the client asked for")
            .at_body(&exchange, "/client_id")
    })
}
