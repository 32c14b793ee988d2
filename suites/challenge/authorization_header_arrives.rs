use crate::{prelude::*, steps::contact::looks};

pub(super) const CHECK: Check = Check {
    id: "authorization-header-arrives",
    title: "the `Authorization` header field reaches the MCP endpoint",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Nothing,
    why: "Some proxies and gateways keep the field for themselves. The sign-in works, and every request after it looks \
          like one without a token: Claude Web says `Authorization with the MCP server failed`, Claude Code \
          `Needs authentication`, mcp-remote gives up (recorded for tokens that the endpoint refuses).",
    fix: "Let the field through. Apache with CGI or FastCGI: `CGIPassAuth On`, or `SetEnvIf Authorization \"(.*)\" \
          HTTP_AUTHORIZATION=$1`; nginx: no `proxy_set_header Authorization \"\"`; CloudFront: the origin request \
          policy `AllViewerExceptHostHeader`; Azure App Service: switch its own authentication off for the path.",
    fault: Fault::at(&[Endpoint::Mcp]).request(|asked| asked.request.headers.remove("authorization")),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let anonymous = super::refusal(session).await?;
    let unknown = session.unknown_token().await?;
    if looks(&anonymous) != looks(&unknown) {
        return Ok(());
    }
    let tokens = session.tokens().await?;
    let token = format!("Bearer {}", tokens.grant.access_token.reveal());
    let accepted = session.observe(anonymous.request.clone().with("Authorization", token)).await?;
    ensure(looks(&accepted) != looks(&anonymous), || {
        let observed = format!("{} to both: the field is lost, or the token refused", accepted.summary());
        Finding::new("another answer to a token than to none", observed).at_status(&accepted)
    })
}
