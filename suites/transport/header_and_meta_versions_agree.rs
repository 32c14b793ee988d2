use super::{answered, refuses, stateless};
use crate::{client::STATELESS, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "header-and-meta-versions-agree",
    title: "a request whose header field names another version than its `_meta` is refused with status 400",
    level: Must,
    spec: &[MCP.must("basic/transports/streamable-http#protocol-version-header").since(V2026_07_28)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "A proxy goes by the header field and the server by the body: where they may differ, a rule of the one is \
          walked around by what the other reads.",
    fix: "Compare `MCP-Protocol-Version` with `_meta` before the message is read any further; current releases of \
          the SDKs do.",
    fault: Fault::at(&[Endpoint::Mcp]).request(|asked| {
        if asked.request.body.contains("\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"") {
            asked.request.headers.set("mcp-protocol-version", STATELESS);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A server that speaks older revisions too may go by the header field, and refuse the request by the rules of that one.
async fn judge(session: &dyn Session) -> Judgement {
    let control = stateless(session).await?;
    let request = control.request.clone().with("mcp-protocol-version", V2025_11_25.name());
    if session.opening().await.is_err() {
        return refuses(session, request, 400, -32020).await;
    }
    let exchange = session.observe(request).await?;
    ensure(exchange.response.status == 400, || {
        Finding::new("status 400", answered(&exchange)).at_status(&exchange)
    })
}
