use super::{accepted, refused};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "token-in-query-is-ignored",
    title: "an access token in the query of the URL opens nothing",
    level: Must,
    spec: &[OAUTH_2_1.must("5.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "What stands in a URL ends in logs and histories, so a server that takes it invites tokens to where they \
          leak. No Claude client sends it there.",
    fix: "Read the token from the `Authorization` header only.",
    fault: Fault::at(&[Endpoint::Mcp]).request(|asked| {
        if let Some(token) = asked.request.query("access_token") {
            asked.request.set_query("access_token", None);
            asked.request.headers.set("authorization", format!("Bearer {token}"));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (tokens, control) = accepted(session).await?;
    let mut request = control.without("authorization");
    request.set_query("access_token", Some(tokens.grant.access_token.reveal()));
    refused(session, request).await
}
