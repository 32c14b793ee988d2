use super::{reject_client, takes};
use crate::{oauth::token::ClientAuthentication, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "token-endpoint-takes-client-secret-basic",
    title: "where `client_secret_basic` is listed, a client redeems its code with HTTP Basic",
    level: Interop,
    spec: &[],
    impact: Impact { web: Harmless, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "Claude Code prefers Basic as soon as it has a secret, whatever it registered for; mcp-remote uses it where \
          the registration response names no method (both recorded). A token endpoint that reads the body only \
          refuses them after the consent. Without a list of methods Basic is what the metadata promise (RFC 8414 \
          section 2).",
    fix: "Read the `Authorization` header at the token endpoint: `Basic` with the base64 of the two halves, each \
          form-encoded first. If you accept the body only, list only `client_secret_post`.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        if answer.request.headers.first("authorization").is_some() {
            reject_client(answer);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    takes(session, ClientAuthentication::Basic).await
}
