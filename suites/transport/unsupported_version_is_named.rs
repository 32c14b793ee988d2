use super::{refuses, stateless};
use crate::{
    prelude::*,
    steps::{list, reworded},
};

pub(super) const CHECK: Check = Check {
    id: "unsupported-version-is-named",
    title: "a version that the server does not speak gets status 400 and the error -32022 with those that it does",
    level: Must,
    spec: &[MCP.must("basic/transports/streamable-http#protocol-version-header").since(V2026_07_28)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "This error is how a client learns which version to speak, now that there is no `initialize` to agree on \
          one. Without the list a client of another age gives up.",
    fix: "Answer the error -32022 with `data.supported`; current releases of the SDKs do.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.response.json().is_some_and(|body| body["error"]["code"] == -32022) {
            answer.edit_json(|body| body["error"]["data"] = json!({}));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A version from before there was any.
const UNKNOWN: &str = "1999-01-01";

async fn judge(session: &dyn Session) -> Judgement {
    let control = stateless(session).await?;
    let request = reworded(&control, |message| {
        message["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!(UNKNOWN);
    });
    let request = request.with("mcp-protocol-version", UNKNOWN);
    refuses(session, request.clone(), 400, -32022).await?;
    let exchange = session.observe(request).await?;
    let body = exchange.response.json().unwrap_or_default();
    let named = list(&body["error"]["data"], "supported").unwrap_or_default();
    ensure(!named.is_empty(), || {
        Finding::new("`supported` with the versions that the server speaks", "none")
            .at_body(&exchange, "/error/data/supported")
    })
}
