use crate::{check::Shortfall, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "anonymous-request-is-unauthorized",
    title: "a POST without a token is answered with status 401",
    level: Must,
    spec: &[MCP.must("basic/authorization#error-handling"), RFC6750.must("3")],
    impact: Impact { web: Breaks, code: Degrades, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Nothing,
    why: "Only a 401 starts the sign-in. Claude Web treats a server that answers 200 as open and gives up on a 403; \
          mcp-remote does the same; Claude Code shows `Needs authentication` and signs in only when told to. A server \
          may let anybody initialize, as long as the call of a tool gets the 401.",
    fix: "Answer every request without a valid token with 401 before anything else looks at it: before routing, \
          content negotiation, session lookup and body parsing. With mcp-handler on Next.js, pass `required: true` \
          to `withMcpAuth`. An endpoint that is meant to be open publishes no metadata at its well-known locations: \
          Claude Web looks there all the same, and then wants to sign in.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.headers.first("authorization").is_none() && answer.request.method == "POST" {
            answer.response.status = 403;
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = session.anonymous().await?;
    if exchange.redirect().is_some() || matches!(exchange.response.status, 404 | 405) {
        return Err(Obstacle::step("the anonymous request", exchange.summary()).into());
    }
    match super::refusal(session).await {
        Err(Shortfall::Untestable(Obstacle::Step { .. })) => {
            let open = exchange.response.is_success();
            let call = if open { ", and no 401 to the call of a tool either" } else { "" };
            let metadata = session.resource_metadata().await.ok().filter(|_| open);
            let published = metadata.map(|metadata| metadata.exchange.request.url.clone());
            let published =
                published.map(|url| format!(", though `{url}` serves metadata of a protected resource"));
            let observed = format!("{}{call}{}", exchange.summary(), published.unwrap_or_default());
            Err(Finding::new("status 401", observed).at_status(&exchange).into())
        }
        other => other.map(|_| ()),
    }
}
