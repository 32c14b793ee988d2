use super::dead_code;
use crate::{
    json::{answer, error_code},
    prelude::*,
};

pub(super) const CHECK: Check = Check {
    id: "token-error-is-json",
    title: "an unknown code is answered with status 400 and an `error` in JSON",
    level: Must,
    spec: &[RFC6749.must("5.2")],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Registration,
    why: "Clients decide by the `error` whether to refresh, to register again or to ask the user. Without it Claude \
          Code shows `Invalid OAuth error response` with the raw body (a user's log), and the user learns nothing.",
    fix: "Answer refused token requests with 400, or 401 for a failed client authentication, and a JSON object with \
          `error`. A framework's own validation (422 in FastAPI) and a firewall's page come before your code: look \
          there.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        let by_code = answer.request.form_field("grant_type").as_deref() == Some("authorization_code");
        if by_code && error_code(answer.response).as_deref() == Some("invalid_grant") {
            *answer.response = Response::html_with(400, "<!doctype html><title>Bad request</title>");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = dead_code(session).await?;
    let named = error_code(&exchange.response).is_some();
    ensure(matches!(exchange.response.status, 400 | 401) && named, || {
        Finding::new("status 400 with an `error` in JSON", answer(&exchange)).at_status(&exchange)
    })
}
