use super::{answered, versioned_list};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "unsupported-version-header-is-refused",
    title: "a request of a session with a version that nobody speaks gets status 400",
    level: Must,
    spec: &[MCP.must("basic/transports#protocol-version-header").since(V2025_06_18).until(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "A server that reads a message by another version than it was written by may misread it, and the client \
          never learns that it should speak an older one.",
    fix: "Compare `MCP-Protocol-Version` with the versions that you support and answer 400 to others; current \
          releases of the SDKs do.",
    fault: Fault::at(&[Endpoint::Mcp]).request(|asked| {
        let is_legacy = !asked.request.body.contains("\"_meta\"");
        if is_legacy && asked.request.headers.first("mcp-protocol-version") == Some(UNKNOWN) {
            asked.request.headers.remove("mcp-protocol-version");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A version from before there was any.
const UNKNOWN: &str = "1999-01-01";

async fn judge(session: &dyn Session) -> Judgement {
    let request = versioned_list(session, "of-an-unknown-version").await?;
    let exchange = session.observe(request.with("mcp-protocol-version", UNKNOWN)).await?;
    ensure(exchange.response.status == 400, || {
        Finding::new("status 400", answered(&exchange)).at_status(&exchange)
    })
}
