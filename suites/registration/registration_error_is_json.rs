use super::changed;
use crate::{
    json::{answer, error_code},
    prelude::*,
};

pub(super) const CHECK: Check = Check {
    id: "registration-error-is-json",
    title: "a refused registration is answered with status 400 and an `error` in JSON",
    level: Must,
    spec: &[RFC7591.must("3.2.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "The answer is all that the user of a client has to find out why it was not registered. A list of a \
          validator's complaints, or a page, has no code that a client could explain.",
    fix: "Answer with 400 and `{\"error\": \"invalid_redirect_uri\"}` or `{\"error\": \"invalid_client_metadata\"}`. \
          FastAPI answers 422 with `detail` unless you handle `RequestValidationError`.",
    fault: Fault::at(&[Endpoint::Registration]).response(|answer| {
        if answer.response.status == 400 {
            *answer.response = Response::json_with(422, &json!({"detail": "value is not valid"}));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A firewall may stop what looks like a script; its page is not the server's.
async fn judge(session: &dyn Session) -> Judgement {
    let mut refused = 0;
    for uris in [json!([]), json!(["javascript:alert(1)"])] {
        let exchange = changed(session, |metadata| metadata["redirect_uris"] = uris).await?;
        let response = &exchange.response;
        if response.is_success() || matches!(response.status, 403 | 429 | 503) && response.is_html() {
            continue;
        }
        refused += 1;
        // A policy that forbids is told by 401 or 403 as well.
        let holds = matches!(response.status, 400 | 401 | 403) && error_code(response).is_some();
        ensure(holds, || {
            Finding::new("status 400 with an `error` in JSON", answer(&exchange)).at_status(&exchange)
        })?;
    }
    if refused == 0 { Err(inapplicable("no registration was refused by the server")) } else { Ok(()) }
}
