use super::{reject_client, takes};
use crate::{oauth::token::ClientAuthentication, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "token-endpoint-takes-public-clients",
    title: "where `none` is listed, a client redeems its code without a secret",
    level: Must,
    spec: &[RFC7591.must("2")],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "Claude Code always registers for `none`, mcp-remote where it is listed (both recorded), Claude Web where \
          `client_secret_post` is not (users' logs). Their token request is refused after the consent.",
    fix: "Take the client from `client_id` in the body where it was registered with `none`, and demand the code \
          verifier in place of a secret.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        let basic = answer.request.headers.first("authorization").is_some();
        if !basic && answer.request.form_field("client_secret").is_none() {
            reject_client(answer);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    takes(session, ClientAuthentication::None).await
}
