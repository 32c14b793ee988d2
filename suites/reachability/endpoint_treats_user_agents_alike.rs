use crate::{
    edge,
    prelude::*,
    steps::{
        USER_AGENT,
        contact::{agents, looks, starts_sign_in},
    },
};

pub(super) const CHECK: Check = Check {
    id: "endpoint-treats-user-agents-alike",
    title: "the MCP endpoint answers each user agent of a client as it answers a browser",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: EachClient,
    needs: Nothing,
    why: "Claude Web signs in as `python-httpx` and speaks MCP as `Claude-User` (users' logs). A firewall that blocks \
          the second lets the whole sign-in pass, and then the user reads `Authorization with the MCP server failed` \
          while the server's own log shows a token and nothing after it. Claude Code and mcp-remote have other user \
          agents, so the same rule often leaves them alone.",
    fix: "Exempt the MCP path from bot rules. Cloudflare: a skip rule for the path, or `Block AI bots` and \
          `AI Crawl Control` off for it; AWS WAF: an allow rule before bot control; SiteGround, LiteSpeed, Wordfence: \
          take `Claude-User` off the block list. Rules by address cannot be seen from here: Claude Web comes from \
          160.79.104.0/21.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.headers.first("user-agent") == Some("Claude-User") {
            answer.response.status = 403;
            answer.response.headers.remove("www-authenticate");
            answer.response.headers.set("content-type", "text/plain");
            answer.response.body = "Your request was blocked.".into();
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let browser = session.anonymous_as(USER_AGENT).await?;
    for agent in agents(session.profile()) {
        let agent = agent.user_agent.value;
        let expected = || format!("for `{agent}` the answer that a browser gets: {}", browser.summary());
        let exchange = match session.anonymous_as(agent).await {
            Err(
                none
                @ (Obstacle::Unreachable { .. } | Obstacle::BrokenOff { .. } | Obstacle::TimedOut { .. }),
            ) => {
                return Err(Finding::new(expected(), none.to_string()).into());
            }
            answer => answer?,
        };
        ensure(starts_sign_in(&exchange) || looks(&exchange) == looks(&browser), || {
            Finding::new(expected(), edge::told(&exchange)).at_status(&exchange)
        })?;
    }
    Ok(())
}
