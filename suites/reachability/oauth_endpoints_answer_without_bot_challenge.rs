use crate::{edge, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "oauth-endpoints-answer-without-bot-challenge",
    title: "the MCP endpoint, the metadata and the token endpoint answer for themselves, without a bot wall or a gate",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Nothing,
    why: "A client cannot solve a challenge for browsers. On authorization server metadata the page is a parse error \
          or sends Claude Code and mcp-remote to endpoints that do not exist (recorded), where the message speaks of \
          registration and not of the firewall; Claude Web fails without a message (documented).",
    fix: "Let `/.well-known/*`, the OAuth endpoints and the MCP path through unchallenged. Cloudflare: a WAF skip rule \
          for Super Bot Fight Mode and managed challenges; Vercel: a firewall bypass rule for these paths; AWS: an \
          allow rule before the WAF's bot control. Take Cloudflare Access, Google IAP and other sign-ins off these \
          paths: the server has its own. ngrok: serve the warning page to no path, or use a paid domain.",
    fault: Fault::at(&[Endpoint::RootResourceMetadata]).response(|answer| {
        *answer.response = Response::html_with(403, "<html><title>Just a moment...</title></html>");
        answer.response.headers.set("cf-mitigated", "challenge");
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let mut answers = vec![session.anonymous().await?];
    answers.extend(session.resource_metadata_answers().await.unwrap_or_default());
    answers.extend(session.server_metadata_answers().await.unwrap_or_default());
    answers.extend(session.unknown_code().await);
    let stopped = answers.iter().find(|exchange| edge::gate(&exchange.response).is_some());
    stopped.map_or(Ok(()), |exchange| {
        let expected = format!(
            "an answer of the server itself to `{} {}`",
            exchange.request.method, exchange.request.url
        );
        Err(Finding::new(expected, edge::told(exchange)).at_status(exchange).into())
    })
}
