use super::{refuses, stateless};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "method-header-is-checked",
    title: "a request whose `Mcp-Method` is missing, or contradicts its body, gets status 400 and the error -32020",
    level: Must,
    spec: &[MCP.must("basic/transports/streamable-http#server-validation").since(V2026_07_28)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Proxies and firewalls route and permit by `Mcp-Method`. Where the server does not compare it with the \
          body, a request that is permitted as `tools/list` may call a tool.",
    fix: "Compare `Mcp-Method` and `Mcp-Name` with the body and answer -32020; current releases of the SDKs do.",
    fault: Fault::at(&[Endpoint::Mcp]).request(|asked| {
        let is_stateless = asked.request.body.contains("\"io.modelcontextprotocol/protocolVersion\"");
        let message: Value = serde_json::from_str(&asked.request.body).unwrap_or_default();
        if let Some(method) = message["method"].as_str().filter(|_| is_stateless) {
            asked.request.headers.set("mcp-method", method);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let control = stateless(session).await?;
    let contradicts = control.request.clone().with("mcp-method", "prompts/list");
    refuses(session, contradicts, 400, -32020).await?;
    refuses(session, control.request.clone().without("mcp-method"), 400, -32020).await
}
