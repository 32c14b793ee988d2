use super::{reject_client, takes};
use crate::{oauth::token::ClientAuthentication, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "token-endpoint-takes-client-secret-post",
    title: "where `client_secret_post` is listed, a client redeems its code with the secret in the body",
    level: Must,
    spec: &[OAUTH_2_1.must("2.4.1")],
    impact: Impact { web: Breaks, code: Harmless, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "Claude Web registers for `client_secret_post` where it is listed (users' logs), mcp-remote where `none` is \
          not (recorded). Their token request is refused after the consent.",
    fix: "Read `client_id` and `client_secret` from the form body, or take `client_secret_post` out of \
          `token_endpoint_auth_methods_supported`.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        if answer.request.form_field("client_secret").is_some() {
            reject_client(answer);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    takes(session, ClientAuthentication::Post).await
}
