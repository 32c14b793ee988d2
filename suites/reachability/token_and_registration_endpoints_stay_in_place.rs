use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "token-and-registration-endpoints-stay-in-place",
    title: "a POST to the token endpoint or the registration endpoint is not redirected",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Nothing,
    why: "A redirect on the way loses the body (301, 302, 303) or the client's secret (another host), and the sign-in \
          ends after the person has approved. Users saw Claude Web fail at a token endpoint that a 307 sent to `www`; \
          Claude Code and mcp-remote follow a 307 or 308 (recorded at the MCP URL).",
    fix: "Name in the authorization server metadata the URLs that answer: same scheme, same host (`www` or not), same \
          slash at the end as the routes have.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        *answer.response = Response { status: 308, ..Response::default() };
        answer.response.headers.set("location", format!("{}/", answer.request.url.path()));
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let redemption = session.unless_open(session.unknown_code().await).await?;
    let registration = session.walk().await.attempt.clone();
    for exchange in [Some(redemption), registration].into_iter().flatten() {
        ensure(exchange.redirect().is_none(), || {
            let expected = format!("an answer from `{}`", exchange.request.url);
            Finding::new(expected, exchange.summary()).at_header(&exchange, "location")
        })?;
    }
    Ok(())
}
