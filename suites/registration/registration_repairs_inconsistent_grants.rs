use super::changed;
use crate::{json::answer, prelude::*, steps::list};

pub(super) const CHECK: Check = Check {
    id: "registration-repairs-inconsistent-grants",
    title: "a registration whose response types contradict its grant types is mended or refused",
    level: Should,
    spec: &[RFC7591.should("2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "A client that is registered for the code flow without the response type `code` finds out at the \
          authorization endpoint, in front of its user. The Claude clients ask for both.",
    fix: "Add `code` to `response_types` where `grant_types` has `authorization_code`, or refuse the registration \
          with `invalid_client_metadata`.",
    fault: Fault::at(&[Endpoint::Registration])
        .request(|asked| {
            let mut metadata: Value = serde_json::from_str(&asked.request.body).unwrap_or_default();
            if metadata["response_types"] == json!(["token"]) {
                metadata["response_types"] = json!(["code"]);
                asked.request.body = metadata.to_string();
            }
        })
        .response(|answer| {
            let asked: Value = serde_json::from_str(&answer.request.body).unwrap_or_default();
            if asked["response_types"] == json!(["token"]) {
                answer.set_member("response_types", json!(["token"]));
            }
        }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = changed(session, |metadata| {
        metadata["grant_types"] = json!(["authorization_code"]);
        metadata["response_types"] = json!(["token"]);
    })
    .await?;
    if exchange.response.status >= 500 {
        return Err(Obstacle::step("registration", answer(&exchange)).into());
    }
    if !exchange.response.is_success() {
        return Ok(());
    }
    let body = exchange.response.json().unwrap_or_default();
    let Some(types) = list(&body, "response_types") else {
        return Err(inapplicable("the answer does not say which response types were registered"));
    };
    let has_grant = list(&body, "grant_types").is_none_or(|grants| grants.contains(&"authorization_code"));
    let has_type = types.iter().any(|kind| kind.split(' ').any(|part| part == "code"));
    ensure(has_grant == has_type, || {
        Finding::new("`code` for `authorization_code`, and not without it", "response types without `code`")
            .at_body(&exchange, "/response_types")
    })
}
