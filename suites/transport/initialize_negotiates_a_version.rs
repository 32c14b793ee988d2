use super::opening;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "initialize-negotiates-a-version",
    title: "`initialize` with a version that nobody knows is answered with one that the server speaks",
    level: Must,
    spec: &[MCP.must("basic/lifecycle#version-negotiation").until(V2025_11_25)],
    impact: Impact { web: Breaks, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Tokens,
    why: "Clients ask for their newest version first. A server that answers a version it does not know with an error \
          loses each client on the day of its update, and the error reads as if the sign-in had failed (users' \
          threads, in number since the clients learnt 2026-07-28).",
    fix: "Answer with the newest version that you speak; the client then follows or goes. Take the list of versions \
          from the SDK, and keep the SDK up to date: do not compare with a version of your own.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.body.contains(UNKNOWN) {
            let error = json!({"code": -32602, "message": "unsupported protocol version"});
            *answer.response = Response::json_with(400, &json!({"jsonrpc": "2.0", "id": 0, "error": error}));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A version after the last, and far from it.
const UNKNOWN: &str = "2099-01-01";

async fn judge(session: &dyn Session) -> Judgement {
    let asked = opening(session).await?.exchange.request.clone();
    let mut message: Value = serde_json::from_str(&asked.body).expect("`initialize` is JSON");
    message["params"]["protocolVersion"] = json!(UNKNOWN);
    let request = Request { body: message.to_string(), ..asked }.without("mcp-protocol-version");
    let exchange = session.observe(request).await?;
    let body = exchange.response.json().unwrap_or_default();
    let version = body["result"]["protocolVersion"].as_str();
    ensure(exchange.response.is_success() && version.is_some_and(|version| version != UNKNOWN), || {
        let observed = version.map_or_else(|| exchange.summary(), |version| format!("`{version}`"));
        Finding::new("a result with a version of the server's own", observed).at_status(&exchange)
    })
}
