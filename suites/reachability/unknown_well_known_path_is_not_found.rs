use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "unknown-well-known-path-is-not-found",
    title: "a well-known path that nobody serves is answered with a 4xx status",
    level: Interop,
    spec: &[],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Nothing,
    why: "Clients look at several locations and go on from one that is not there. A page of the web application in \
          its place ends the search: Claude Code and mcp-remote stop with a parse error on authorization server \
          metadata (recorded), Claude Web says `Couldn't reach the MCP server` (users' reports), as soon as a client \
          asks at a location that this server does not serve. A 401 or 403 counts as not there for each of them.",
    fix: "Keep the catch-all route of the single-page application away from `/.well-known/`: in nginx a `location \
          /.well-known/ { try_files $uri =404; }`, in Vercel or Netlify a rewrite that leaves the prefix out.",
    fault: Fault::at(&[Endpoint::Elsewhere]).response(|answer| {
        if answer.request.url.path().starts_with("/.well-known/claude-") {
            *answer.response = Response::html_with(200, "<!doctype html><div id=\"root\"></div>");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Nobody serves this; the same in each run, so that a server's log can be searched for it.
const UNKNOWN: &str = "claude-conformance-7d41b2c6";

async fn judge(session: &dyn Session) -> Judgement {
    let request = session.metadata_request(well_known::at_root(session.target(), UNKNOWN));
    let mut exchange = session.observe(request).await?;
    if let Some(target) = exchange.redirect() {
        exchange = session.observe(session.metadata_request(target)).await?;
    }
    ensure(matches!(exchange.response.status, 300..=499), || {
        let expected = format!("status 404 for `{}`", exchange.request.url);
        Finding::new(expected, exchange.summary()).at_status(&exchange)
    })
}
