use super::{departure, other_name};
use crate::{edge, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "endpoint-stays-on-its-origin",
    title: "a POST to the MCP URL is not sent to another scheme, host or port",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Nothing,
    why: "Every client follows the redirect and leaves the token behind. The sign-in works, and then each request gets \
          a 401: Claude Web says `Authorization with the MCP server failed` (documented), Claude Code \
          `Needs authentication`, and mcp-remote gives up (both recorded).",
    fix: "Give users the URL behind the redirect, and serve it without one. If `www` and the bare domain both exist, \
          let the MCP path answer on both (Vercel and Netlify redirect whole domains: name the primary one to users). \
          A redirect from `https` to `http` comes from a proxy that ends TLS: let the framework trust its \
          `X-Forwarded-Proto` (uvicorn: `--proxy-headers --forwarded-allow-ips`).",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.method == "POST" {
            *answer.response = Response { status: 307, ..Response::default() };
            answer.response.headers.set("location", other_name(&answer.request.url));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = session.anonymous().await?;
    departure(&exchange).map_or(Ok(()), |other| {
        let expected = format!("an answer from `{}`", exchange.request.url.origin().ascii_serialization());
        let observed = format!("{}: {other}", edge::told(&exchange));
        Err(Finding::new(expected, observed).at_header(&exchange, "location").into())
    })
}
