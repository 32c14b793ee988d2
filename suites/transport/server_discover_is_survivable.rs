use super::silence;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "server-discover-is-survivable",
    title: "`server/discover` with a token gets a JSON-RPC message or a 4xx status other than 401",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Degrades, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Clients that speak MCP 2026-07-28 ask it first and fall back to `initialize`: Claude Code with each \
          connection (recorded), Claude Web since August 2026 (users' logs). A server that crashes, hangs or answers \
          with a page fails before it is asked for what it knows.",
    fix: "Answer a method that you do not know with the JSON-RPC error -32601 at once, also before `initialize` and \
          without a session.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        let authorized = answer.request.headers.first("authorization").is_some();
        if authorized && answer.request.body.contains("\"server/discover\"") {
            *answer.response =
                Response::html_with(500, "<!doctype html><title>Internal Server Error</title>");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

const EXPECTED: &str = "a JSON-RPC message or a 4xx status";

/// Where it is not answered well, `initialize` is the control.
async fn judge(session: &dyn Session) -> Judgement {
    let answered = session.discovery().await;
    if answered.as_ref().is_ok_and(|exchange| survives(&exchange.response)) {
        return Ok(());
    }
    session.opening().await?;
    let exchange = answered.map_err(|obstacle| silence(EXPECTED, obstacle))?;
    Err(Finding::new(EXPECTED, exchange.summary()).at_status(&exchange).into())
}

fn survives(response: &Response) -> bool {
    let answers = response.json().is_some_and(|body| body.get("jsonrpc").is_some());
    matches!(response.status, 400 | 402..=499) || (response.is_success() && answers)
}
