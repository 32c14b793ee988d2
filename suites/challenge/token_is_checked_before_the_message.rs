use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "token-is-checked-before-the-message",
    title: "a request without a token is answered with status 401, whatever its message asks for",
    level: Must,
    spec: &[MCP
        .must("basic/authorization/security-considerations#access-token-privilege-restriction")
        .since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "A server that reads the message first tells strangers what it knows and what it does not, and runs code for \
          them. The messages of the Claude clients are well-formed, so that they get their 401.",
    fix: "Put the token check in front of the MCP handler, not into the methods.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.response.status == 401 && answer.request.body.contains(UNKNOWN) {
            let error = json!({ "code": -32601, "message": "Method not found" });
            *answer.response =
                Response::json_with(200, &json!({ "jsonrpc": "2.0", "id": 1, "error": error }));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A method that no server has.
const UNKNOWN: &str = "claude-conformance/unknown";

/// The JSON itself is in order: a framework that reads it before anything else does nothing for anybody yet.
async fn judge(session: &dyn Session) -> Judgement {
    let control = super::refusal(session).await?;
    if session.anonymous().await?.response.status != 401 {
        return Err(inapplicable("anybody may open a session here, and so asks without a token"));
    }
    let unknown = json!({ "jsonrpc": "2.0", "id": 1, "method": UNKNOWN });
    for (what, message) in [("an unknown method", unknown), ("an empty message", json!({}))] {
        let request = Request { body: message.to_string(), ..control.request.clone() };
        let exchange = session.observe(request).await?;
        ensure(exchange.response.status == 401, || {
            let observed = format!("{} for {what}", exchange.summary());
            Finding::new("status 401", observed).at_status(&exchange)
        })?;
    }
    Ok(())
}
