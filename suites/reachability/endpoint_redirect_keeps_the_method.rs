use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "endpoint-redirect-keeps-the-method",
    title: "a redirect of the MCP URL within its origin is a 307 or 308",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Nothing,
    why: "A 301, 302 or 303 turns the POST into a GET without a body: the message never arrives (recorded for Claude \
          Code and mcp-remote; the library behind Claude Web does the same, inferred). A 307 or 308 to the same origin is \
          followed with body and token by every client.",
    fix: "Serve the MCP path with and without the slash at its end, or give users the one that exists. Starlette: \
          `Route` instead of `Mount`, or `redirect_slashes=False`; Next.js: `skipTrailingSlashRedirect`; Django: \
          `APPEND_SLASH = False`. If a redirect must be, let it be a 308.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.method == "POST" {
            *answer.response = Response { status: 302, ..Response::default() };
            answer.response.headers.set("location", format!("{}/", answer.request.url.path()));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = session.anonymous().await?;
    let changes_method = matches!(exchange.response.status, 301..=303);
    let stays = exchange.redirect().is_some_and(|target| target.origin() == exchange.request.url.origin());
    ensure(!(changes_method && stays), || {
        Finding::new("no redirect, or status 307 or 308", exchange.summary()).at_status(&exchange)
    })
}
