use super::dead_code;
use crate::{
    json::{answer, error_code},
    prelude::*,
};

pub(super) const CHECK: Check = Check {
    id: "invalid-grant-is-a-bad-request",
    title: "the error `invalid_grant` comes with status 400, Bad Request",
    level: Must,
    spec: &[RFC6749.must("5.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Status 401 is for a client that failed to authenticate. The Claude clients go by the `error` and do not mind; \
          a library that goes by the status throws away a good client together with a dead code.",
    fix: "Answer with 400 whatever is wrong with the grant, and with 401 only `invalid_client`. FastMCP chose 401 on \
          purpose (PrefectHQ/fastmcp#2800).",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        if error_code(answer.response).as_deref() == Some("invalid_grant") {
            answer.response.status = 401;
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = dead_code(session).await?;
    if error_code(&exchange.response).as_deref() != Some("invalid_grant") {
        return Err(Obstacle::step("the token request", answer(&exchange)).into());
    }
    ensure(exchange.response.status == 400, || {
        Finding::new("status 400", answer(&exchange)).at_status(&exchange)
    })
}
