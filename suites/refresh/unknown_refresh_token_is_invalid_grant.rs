use super::is_refresh;
use crate::{
    json::{answer, error_code},
    prelude::*,
};

pub(super) const CHECK: Check = Check {
    id: "unknown-refresh-token-is-invalid-grant",
    title: "an unknown refresh token is answered with the error `invalid_grant`",
    level: Must,
    spec: &[RFC6749.must("5.2")],
    impact: Impact { web: Degrades, code: Breaks, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Registration,
    why: "On `invalid_grant` a client drops its tokens and signs in anew. On `invalid_request` Claude Code keeps \
          them, fails on each connect and never asks its user again (recorded); Claude Web was seen to say that the \
          server does not respond (a user's log).",
    fix: "Answer a refresh token that is unknown, expired, revoked or another client's with 400 and `invalid_grant`; \
          not with a bare 401, 403 or 500.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        if is_refresh(answer) && error_code(answer.response).as_deref() == Some("invalid_grant") {
            *answer.response = Response::json_with(400, &json!({"error": "invalid_request"}));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A refresh token that no server has issued, in the form of those that many do.
const UNKNOWN: &str = "Zr5tYu8iOp1aSd4fGh7jKl0xCv3bNm6qWe9rTy2uIoP";

async fn judge(session: &dyn Session) -> Judgement {
    let registered = session.registration().await?;
    let exchange = session.observe(session.refreshment(&registered, UNKNOWN).await?).await?;
    let error = error_code(&exchange.response);
    match error.as_deref() {
        Some("unsupported_grant_type" | "unauthorized_client") => {
            Err(inapplicable("the server lets this client refresh nothing"))
        }
        Some("invalid_client") => {
            Err(Obstacle::control("the client itself is refused with `invalid_client`").into())
        }
        error => ensure(error == Some("invalid_grant"), || {
            Finding::new("the error `invalid_grant`", answer(&exchange)).at_status(&exchange)
        }),
    }
}
