use super::{refuses, stateless};
use crate::{prelude::*, steps::reworded};

pub(super) const CHECK: Check = Check {
    id: "unknown-method-is-not-found",
    title: "a method that nobody knows gets status 404 and the error -32601",
    level: Must,
    spec: &[MCP.must("basic/transports/streamable-http#protocol-version-header").since(V2026_07_28)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "By the error in the body a client tells a method that is not there from an endpoint that is not there, \
          and goes on instead of falling back to the old transport.",
    fix: "Answer a method that you do not know with status 404 and the error -32601; current releases of the SDKs \
          do.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.body.contains(UNKNOWN) && answer.response.status == 404 {
            answer.response.status = 200;
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

const UNKNOWN: &str = "claude-conformance/unknown";

async fn judge(session: &dyn Session) -> Judgement {
    let control = stateless(session).await?;
    let request = reworded(&control, |message| message["method"] = json!(UNKNOWN));
    refuses(session, request.with("mcp-method", UNKNOWN), 404, -32601).await
}
