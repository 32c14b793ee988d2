use super::{refuse_initialize, stateless_only};
use crate::{client::STATELESS, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "initialize-is-refused-with-versions",
    title: "a server that knows no `initialize` names the versions that it speaks in the refusal",
    level: Should,
    spec: &[MCP
        .should("basic/versioning#backward-compatibility-with-initialization-based-versions")
        .since(V2026_07_28)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "An older client has nothing else to show its user than this error. It should say that the client is too \
          old, and not that the server is broken.",
    fix: "Answer `initialize` with the error -32022 and `data.supported`, or name the versions in its message.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        refuse_initialize(answer, &json!({"code": -32601, "message": "method not found"}));
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (_, refusal) = stateless_only(session).await?;
    ensure(refusal.response.body.contains(STATELESS), || {
        Finding::new(format!("an error that names `{STATELESS}`"), super::answered(&refusal))
            .at_body(&refusal, "/error")
    })
}
