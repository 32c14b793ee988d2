use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "tools-are-listed",
    title: "`tools/list` is answered after the sign-in",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Tokens,
    why: "Everything is in place and the client still has nothing to call: it shows the server as failed, or as \
          connected with no tools.",
    fix: "Serve `tools/list` to the token that `initialize` was served to, on every replica: a session that one \
          process keeps in its memory is unknown to the next. The stateless mode of the SDKs needs none.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.body.contains("\"tools/list\"") && answer.response.is_success() {
            let error = json!({"code": -32603, "message": "internal error"});
            *answer.response =
                Response::json_with(500, &json!({"jsonrpc": "2.0", "id": null, "error": error}));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = session.listed_tools().await?;
    let body = exchange.response.json().unwrap_or_default();
    ensure(exchange.response.is_success() && body["result"]["tools"].is_array(), || {
        let observed = match body["error"]["code"].as_i64() {
            Some(code) => format!("status {} with the error {code}", exchange.response.status),
            None => exchange.summary(),
        };
        Finding::new("a result with `tools`", observed).at_status(&exchange)
    })
}
