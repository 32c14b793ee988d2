use crate::{
    json::error_code, prelude::*, spec::Revision::V2025_03_26, steps::browser_request, steps::origin,
};

pub(super) const CHECK: Check = Check {
    id: "default-endpoints-answer",
    title: "without metadata the authorization endpoint is at `/authorize` and the token endpoint at `/token`",
    level: Must,
    spec: &[MCP
        .must("basic/authorization#fallbacks-for-servers-without-metadata-discovery")
        .until(V2025_03_26)],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Nothing,
    why: "Clients that find no metadata guess these addresses at the root of the MCP server's host (recorded for \
          Claude Code and mcp-remote, described by staff for Claude Web), and nothing tells them of others.",
    fix: "Publish authorization server metadata, which is the better way; else serve `/authorize`, `/token` and \
          `/register` at the root of the host.",
    fault: Fault::at(&[Endpoint::ServerMetadata])
        .response(|answer| *answer.response = Response { status: 404, ..Response::default() }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    session.asks_for_sign_in().await?;
    if session.server_metadata().await.is_ok() {
        return Err(inapplicable("the metadata names the endpoints"));
    }
    let root = origin(session.target());
    let at = |path: &str| root.join(path).expect("a literal path");
    let fields = [("grant_type", "authorization_code"), ("code", "claude-conformance-code-of-nobody")];
    let requests = [browser_request(at("/authorize")), Request::post_form(at("/token"), &fields)];
    for request in requests {
        let exchange = session.observe(request).await?;
        let names_error = error_code(&exchange.response).is_some();
        ensure(exchange.response.status != 404 || names_error, || {
            let expected = format!("an answer to {} `{}`", exchange.request.method, exchange.request.url);
            Finding::new(expected, exchange.summary()).at_status(&exchange)
        })?;
    }
    Ok(())
}
