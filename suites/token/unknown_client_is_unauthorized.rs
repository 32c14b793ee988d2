use super::{dead_client, rename_error};
use crate::{
    json::{answer, error_code},
    prelude::*,
};

pub(super) const CHECK: Check = Check {
    id: "unknown-client-is-unauthorized",
    title: "`invalid_client` for an unknown client comes with status 401",
    level: Interop,
    spec: &[],
    impact: Impact { web: Degrades, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "The help pages of Claude Web name status 401 with `invalid_client` as what makes it register again \
          (documented); RFC 6749 allows 400 too, and whether that is enough is not known.",
    fix: "Answer `invalid_client` with 401. Early releases of FastMCP sent 400, and Authlib does to a client without an \
          `Authorization` header: set the status of what `create_token_response` gives you.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        rename_error(answer, "authorization_code", "invalid_client", 400, "invalid_client");
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = dead_client(session).await?;
    if error_code(&exchange.response).as_deref() != Some("invalid_client") {
        return Err(Obstacle::step("the signal for an unknown client", answer(&exchange)).into());
    }
    ensure(exchange.response.status == 401, || {
        Finding::new("status 401", answer(&exchange)).at_status(&exchange)
    })
}
