use super::{is_stateless, refuses, stateless};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "header-and-meta-versions-agree",
    title: "a request whose header field names another version than its `_meta` gets status 400 and the error -32020",
    level: Must,
    spec: &[MCP.must("basic/transports/streamable-http#protocol-version-header").since(V2026_07_28)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "A proxy goes by the header field and the server by the body: where they may differ, a rule of the one is \
          walked around by what the other reads.",
    fix: "Compare `MCP-Protocol-Version` with `_meta` before the message is read any further; current releases of \
          the SDKs do.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if !is_stateless(answer) && answer.response.json().is_some_and(|body| body["error"]["code"] == -32020)
        {
            answer.edit_json(|body| body["error"]["code"] = json!(-32600));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let control = stateless(session).await?;
    let request = control.request.clone().with("mcp-protocol-version", V2025_11_25.name());
    refuses(session, request, 400, -32020).await
}
