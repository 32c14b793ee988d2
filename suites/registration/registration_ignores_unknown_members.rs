use super::changed;
use crate::{json::answer, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "registration-ignores-unknown-members",
    title: "a registration request with an unknown member is accepted",
    level: Must,
    spec: &[RFC7591.must("2")],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Registration,
    why: "Clients add members over time: Claude Code and mcp-remote have sent `application_type` since mid 2026 \
          (recorded), and the request of Claude Web has grown (a user's log). A server that refuses what it does not \
          know fails on the day of the next one.",
    fix: "Ignore members that you do not know. In Pydantic that is `extra=\"ignore\"`, in Zod `.strip()`, the \
          default of both; look for `forbid`, `.strict()` and `deny_unknown_fields`.",
    fault: Fault::at(&[Endpoint::Registration]).response(|answered| {
        let request: Value = serde_json::from_str(&answered.request.body).unwrap_or_default();
        if request.get(UNKNOWN).is_some() {
            *answered.response = Response::json_with(400, &json!({"error": "invalid_client_metadata"}));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A member that nobody defines.
const UNKNOWN: &str = "claude_conformance_unknown";

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = changed(session, |metadata| metadata[UNKNOWN] = json!("ignored")).await?;
    ensure(exchange.response.is_success(), || {
        let expected = format!("a 2xx status, as without `{UNKNOWN}`");
        Finding::new(expected, answer(&exchange)).at_status(&exchange)
    })
}
