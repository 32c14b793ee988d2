use crate::{json::answer, prelude::*, steps::dead_codes::lacks_a_code_only};

pub(super) const CHECK: Check = Check {
    id: "token-endpoint-ignores-unknown-parameters",
    title: "the token endpoint ignores parameters that it does not know",
    level: Must,
    spec: &[RFC6749.must("3.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Clients send what newer documents ask for: a server that refuses what it does not know breaks with the \
          next release of a client.",
    fix: "Pick out the parameters that you know, and let a strict schema pass the others: `additionalProperties`, \
          `extra` of pydantic, `strict()` of zod.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        if answer.request.form_field(UNKNOWN).is_some() {
            *answer.response = Response::json_with(400, &json!({"error": "invalid_request"}));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A parameter that no document knows.
const UNKNOWN: &str = "claude_conformance_parameter";

async fn judge(session: &dyn Session) -> Judgement {
    let client = session.registration().await?;
    let mut request = session.sound_request(&client).await?;
    request.set_form_field(UNKNOWN, Some("1"));
    let exchange = session.observe(request).await?;
    ensure(lacks_a_code_only(&exchange), || {
        Finding::new("the error `invalid_grant`, as without the parameter", answer(&exchange))
            .at_status(&exchange)
    })
}
