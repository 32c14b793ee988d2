use super::{UNKNOWN, revocation};
use crate::{
    json::{answer, error_code},
    prelude::*,
    spec::RFC7009,
};

pub(super) const CHECK: Check = Check {
    id: "revocation-errors-are-those-of-the-token-endpoint",
    title: "a revocation request without a token is answered with an error as the token endpoint has them",
    level: Must,
    spec: &[RFC7009.must("2.2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "A client that made a mistake learns of it by `error` alone; told of success, it takes a token for dead that \
          lives on.",
    fix: "Answer with 400 and `{\"error\": \"invalid_request\"}` in JSON where `token` is missing.",
    fault: Fault::at(&[Endpoint::Revocation]).response(|answer| {
        if answer.request.form_field("token").is_none() {
            *answer.response = Response::html_with(400, "<p>Bad request</p>");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A server that takes an unknown token for a mistake has let the client in as well as one that answers with 200.
async fn judge(session: &dyn Session) -> Judgement {
    let client = session.registration().await?;
    let control = revocation(session, &client.credentials, &[("token", UNKNOWN)]).await?;
    let control = session.observe(control).await?;
    let lets_in =
        control.response.is_success() || error_code(&control.response).as_deref() == Some("invalid_request");
    if !lets_in {
        let told = format!("the revocation of an unknown token: {}", answer(&control));
        return Err(Obstacle::control(told).into());
    }
    let exchange = session.observe(revocation(session, &client.credentials, &[]).await?).await?;
    if exchange.response.status >= 500 {
        return Err(Obstacle::step("the revocation", answer(&exchange)).into());
    }
    let holds = matches!(exchange.response.status, 400 | 401) && error_code(&exchange.response).is_some();
    ensure(holds, || {
        Finding::new("status 400 with an `error` in JSON", answer(&exchange)).at_status(&exchange)
    })
}
