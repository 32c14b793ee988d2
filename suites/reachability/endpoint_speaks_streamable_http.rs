use crate::{exchange::Until, prelude::*, steps::contact::speaks_mcp};

pub(super) const CHECK: Check = Check {
    id: "endpoint-speaks-streamable-http",
    title: "the MCP URL takes messages by POST, and answers them as MCP",
    level: Must,
    spec: &[MCP.must("basic/transports/streamable-http")],
    impact: Impact { web: Degrades, code: Breaks, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Nothing,
    why: "A 404, a 405 or a web page means that no MCP endpoint is here, or one of the old HTTP+SSE transport. Claude Web still \
          speaks that (documented, going away), mcp-remote falls back to it, and Claude Code does only where the user \
          adds `--transport sse` (both recorded). At a URL that is simply wrong, no client connects.",
    fix: "Give users the URL of the MCP endpoint itself, often `/mcp` or `/api/mcp`, and serve Streamable HTTP there. \
          FastMCP: `transport=\"http\"`; TypeScript SDK: `StreamableHTTPServerTransport` for GET and POST; \
          mcp-handler: the `/mcp` route instead of `/sse`.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.method == "POST" {
            *answer.response = Response { status: 405, ..Response::default() };
            answer.response.headers.set("allow", "GET");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = session.anonymous().await?;
    let is_elsewhere = exchange.response.is_success() || matches!(exchange.response.status, 404 | 405);
    if speaks_mcp(&exchange) || !is_elsewhere {
        return Ok(());
    }
    let transport = if is_legacy(session).await { ", as the old HTTP+SSE transport does" } else { "" };
    let observed = format!("{}{transport}", exchange.summary());
    Err(Finding::new("an endpoint that takes POST", observed).at_status(&exchange).into())
}

/// Whether a GET opens the event stream of the old transport, whose first event names an endpoint.
async fn is_legacy(session: &dyn Session) -> bool {
    let request = Request { until: Until::FirstEvent, ..session.stream_request() };
    let names_endpoint =
        |line: &str| line.strip_prefix("event:").is_some_and(|name| name.trim() == "endpoint");
    let streams = session
        .observe(request)
        .await
        .is_ok_and(|stream| stream.response.body.lines().any(names_endpoint));
    streams || session.target().path().trim_end_matches('/').ends_with("/sse")
}
