use super::{bearer, refusal};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "insufficient-scope-is-forbidden",
    title: "a valid token that lacks a scope is answered with status 403 and a Bearer challenge",
    level: Must,
    spec: &[MCP.must("basic/authorization#error-handling"), RFC6750.must("3")],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "Status 401 says that the token is dead. The client renews it, gets one with the same scopes, and is refused \
          again; a user who signs in once more for what was granted before ends there too.",
    fix: "Answer 403 with `WWW-Authenticate: Bearer error=\"insufficient_scope\"` where the token is valid and a scope \
          is missing. Check scopes behind the check of the token, not in it: `requireBearerAuth` of the SDK for \
          TypeScript does so with `requiredScopes`.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.response.status == 403 && answer.response.body.contains("insufficient_scope") {
            answer.response.status = 401;
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = refusal(session).await?;
    ensure(exchange.response.status == 403, || {
        Finding::new("status 403", exchange.summary()).at_status(&exchange)
    })?;
    ensure(bearer(&exchange).is_some_and(|challenge| !challenge.parameters.is_empty()), || {
        Finding::new("a Bearer challenge with a parameter", "none").at_header(&exchange, "www-authenticate")
    })
}
