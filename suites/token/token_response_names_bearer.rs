use super::{edit_grant, response};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "token-response-names-bearer",
    title: "`token_type` of a token response is `Bearer` or `DPoP`, in any case",
    level: Must,
    spec: &[RFC6749.must("5.1"), RFC6750.must("4")],
    impact: Impact { web: Harmless, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Tokens,
    why: "Claude Code and mcp-remote stop after the consent where the member is missing; any text in it will do for \
          them, in upper or lower case (recorded). Other clients must not use a token of a type that they do not \
          know.",
    fix: "Send `\"token_type\": \"Bearer\"`.",
    fault: Fault::at(&[Endpoint::Token])
        .response(|answer| edit_grant(answer, |answer| answer.set_member("token_type", json!("access")))),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, body) = response(session).await?;
    let kind = body["token_type"].as_str().unwrap_or_default();
    ensure(["bearer", "dpop"].contains(&kind.to_ascii_lowercase().as_str()), || {
        let observed =
            body.get("token_type").map_or("no such member".to_owned(), |value| format!("`{value}`"));
        Finding::new("`Bearer` in `token_type`", observed).at_body(&exchange, "/token_type")
    })
}
