use super::{dead_code, rename_error};
use crate::{
    json::{answer, error_code},
    prelude::*,
};

pub(super) const CHECK: Check = Check {
    id: "token-error-is-invalid-grant",
    title: "the `error` for an unknown code is `invalid_grant`",
    level: Must,
    spec: &[RFC6749.must("5.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "It tells a code that is spent or too old from a request that is wrong. Claude Code tries once more after \
          `invalid_grant` and then shows the description (recorded).",
    fix: "Answer a code that is unknown, expired, spent or another client's with `invalid_grant`.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        rename_error(answer, "authorization_code", "invalid_grant", 400, "invalid_request");
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = dead_code(session).await?;
    let error = error_code(&exchange.response);
    match error.as_deref() {
        None => Err(Obstacle::step("the token request", answer(&exchange)).into()),
        Some("invalid_client") => {
            Err(Obstacle::control("the client itself is refused with `invalid_client`").into())
        }
        Some(error) => ensure(error == "invalid_grant", || {
            Finding::new("`invalid_grant`", format!("`{error}`")).at_body(&exchange, "/error")
        }),
    }
}
