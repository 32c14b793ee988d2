use super::{refuses, stateless};
use crate::{prelude::*, steps::reworded};

pub(super) const CHECK: Check = Check {
    id: "incomplete-meta-is-invalid",
    title: "a request whose `_meta` lacks the client's capabilities gets status 400 and the error -32602",
    level: Must,
    spec: &[MCP.must("basic/index#meta").since(V2026_07_28)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Without `initialize` the capabilities come with each request. A server that does without them guesses \
          what its client can do, or takes what an earlier request said.",
    fix: "Demand `protocolVersion` and `clientCapabilities` in each `_meta`; current releases of the SDKs do.",
    fault: Fault::at(&[Endpoint::Mcp]).request(|asked| {
        let mut message: Value = serde_json::from_str(&asked.request.body).unwrap_or_default();
        let meta = message.pointer_mut("/params/_meta").and_then(Value::as_object_mut);
        if let Some(meta) = meta.filter(|meta| !meta.contains_key(CAPABILITIES)) {
            meta.insert(CAPABILITIES.into(), json!({}));
            asked.request.body = message.to_string();
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

const CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";

async fn judge(session: &dyn Session) -> Judgement {
    let control = stateless(session).await?;
    let request = reworded(&control, |message| {
        message["params"]["_meta"].as_object_mut().map(|meta| meta.remove(CAPABILITIES));
    });
    refuses(session, request, 400, -32602).await
}
