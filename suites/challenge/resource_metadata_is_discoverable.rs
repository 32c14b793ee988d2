use crate::{edge, prelude::*, steps::first_document};

pub(super) const CHECK: Check = Check {
    id: "resource-metadata-is-discoverable",
    title: "protected resource metadata is found by the challenge or at a well-known path",
    level: Must,
    spec: &[
        MCP.must(
            "basic/authorization/authorization-server-discovery#protected-resource-metadata-discovery-requirements",
        )
        .since(V2025_11_25),
    ],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Nothing,
    why: "Without it clients guess that the host of the MCP URL is the authorization server, and ask for a token \
          without `resource` and without scopes (recorded for Claude Code and mcp-remote, described by staff for \
          Claude Web). Where the authorization server is another host, none of them connects.",
    fix: "Serve the document at `/.well-known/oauth-protected-resource` followed by the path of the MCP URL, and name \
          that URL in the challenge. mcp-handler: `protectedResourceHandler`; TypeScript SDK: `mcpAuthMetadataRouter`; \
          FastMCP: an auth provider, mounted at the root and not below the MCP path.",
    fault: Fault::at(&[Endpoint::ResourceMetadata, Endpoint::RootResourceMetadata])
        .response(|answer| *answer.response = Response { status: 404, ..Response::default() }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let answers = session.resource_metadata_answers().await?;
    if first_document(&answers).is_some() {
        return Ok(());
    }
    super::refusal(session).await?;
    let seen: Vec<_> = answers
        .iter()
        .map(|exchange| format!("`{}`: {}", exchange.request.url, edge::told(exchange)))
        .collect();
    let finding = Finding::new("a location that answers 200 with a JSON object", seen.join("; "));
    Err(answers
        .iter()
        .take(1)
        .fold(finding, |finding, exchange| finding.at_status(exchange))
        .into())
}
