use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "refusals-carry-no-result",
    title: "the answer that refuses a request holds no result of it",
    level: Must,
    spec: &[MCP
        .must("basic/authorization/security-considerations#access-token-privilege-restriction")
        .since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Where the status is set after the request was carried out, everybody gets what only users may have: the clients \
          do not look, and an attacker does.",
    fix: "Return from the token check, and let the handler run for requests that passed it only.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.response.status == 401 && answer.request.body.contains("\"tools/list\"") {
            let result = json!({ "tools": [] });
            answer.response.body = json!({ "jsonrpc": "2.0", "id": 1, "result": result }).to_string();
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let anonymous = super::refusal(session).await?;
    let message = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });
    let listing = Request { body: message.to_string(), ..anonymous.request.clone() };
    let refusals = [anonymous, session.unknown_token().await?, session.observe(listing).await?];
    for exchange in refusals.iter().filter(|exchange| matches!(exchange.response.status, 401 | 403)) {
        let body = exchange.response.json().unwrap_or_default();
        ensure(body.get("result").is_none(), || {
            let observed = format!("status {} with a `result`", exchange.response.status);
            Finding::new("no `result`", observed).at_body(exchange, "/result")
        })?;
    }
    Ok(())
}
