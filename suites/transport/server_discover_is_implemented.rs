use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "server-discover-is-implemented",
    title: "a server that speaks MCP 2026-07-28 answers `server/discover`",
    level: Must,
    spec: &[MCP.must("server/discover").since(V2026_07_28)],
    impact: Impact { web: Harmless, code: Degrades, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Claude Code asks it before anything else and falls back to `initialize` and a session (recorded), which \
          this revision no longer has: the client speaks an older protocol with a server that could do better, or \
          none where the server keeps the older one no longer.",
    fix: "Answer `server/discover` with `supportedVersions` and `capabilities`; current releases of the SDKs do.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        let authorized = answer.request.headers.first("authorization").is_some();
        if authorized && answer.request.body.contains("\"server/discover\"") {
            let error = json!({"code": -32601, "message": "method not found"});
            let message = json!({"jsonrpc": "2.0", "id": "server/discover", "error": error});
            *answer.response = Response::json_with(404, &message);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Whether a server without it speaks the revision shows in `tools/list`, whose result has `resultType` since then.
async fn judge(session: &dyn Session) -> Judgement {
    let exchange = session.discovery().await?;
    let body = exchange.response.json().unwrap_or_default();
    if body.get("result").is_some() {
        return Ok(());
    }
    if body.get("jsonrpc").is_none() && exchange.response.status >= 500 {
        return Err(Obstacle::step("`server/discover`", exchange.summary()).into());
    }
    let tokens = session.tokens().await?;
    let list = session.stateless(tokens.grant.access_token.reveal(), "tools/list");
    let list = session.settle(list).await?.response.json().unwrap_or_default();
    if list["result"].get("resultType").is_none() {
        let revision = session.opening().await.map(|opening| opening.revision().to_owned());
        return Err(inapplicable(match revision {
            Ok(revision) => format!("the server speaks MCP {revision}"),
            Err(_) => "the server answers nothing in the form of MCP 2026-07-28".into(),
        }));
    }
    let observed = match body["error"]["code"].as_i64() {
        Some(code) => format!("status {} with the error {code}", exchange.response.status),
        None => exchange.summary(),
    };
    Err(Finding::new("a result, as `tools/list` gets in this revision", observed)
        .at_status(&exchange)
        .into())
}
