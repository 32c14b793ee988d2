use super::{UNKNOWN, revocation};
use crate::{
    json::{answer, error_code},
    prelude::*,
    spec::RFC7009,
};

pub(super) const CHECK: Check = Check {
    id: "unknown-token-is-revoked-quietly",
    title: "the revocation of a token that does not exist gets status 200",
    level: Must,
    spec: &[RFC7009.must("2.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Whoever revokes wants the token gone, and gone it is. A client that gets an error tries again, or keeps what \
          it meant to throw away.",
    fix: "Answer with 200 for a token that is unknown, has expired or was revoked before, once the client is \
          authenticated.",
    fault: Fault::at(&[Endpoint::Revocation]).response(|answer| {
        if answer.request.form_field("token").as_deref() == Some(UNKNOWN) {
            *answer.response = Response::json_with(400, &json!({ "error": "invalid_token" }));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let client = session.registration().await?;
    let request = revocation(session, &client.credentials, &[("token", UNKNOWN)]).await?;
    let exchange = session.observe(request).await?;
    let turned_away = matches!(exchange.response.status, 403 | 429 | 500..)
        || matches!(
            error_code(&exchange.response).as_deref(),
            Some("invalid_client" | "unauthorized_client")
        );
    if turned_away {
        return Err(Obstacle::step("the revocation", answer(&exchange)).into());
    }
    ensure(exchange.response.status == 200, || {
        Finding::new("status 200", answer(&exchange)).at_status(&exchange)
    })
}
