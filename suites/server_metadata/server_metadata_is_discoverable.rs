use std::sync::Arc;

use crate::{check::Shortfall, edge, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "server-metadata-is-discoverable",
    title: "authorization server metadata is found at a location derived from the issuer",
    level: Must,
    spec: &[
        MCP.must("basic/authorization#overview").since(V2025_06_18),
        RFC8414.must("3").since(V2025_06_18),
    ],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Nothing,
    why: "Without the document clients guess `/authorize`, `/token` and `/register` at the root of the host (recorded \
          for Claude Code and mcp-remote, described by staff for Claude Web): the user reads that registration was \
          rejected with 404, or the browser opens a page that does not exist.",
    fix: "For the issuer `https://host/path` serve `/.well-known/oauth-authorization-server/path`, or the OpenID \
          document at `/.well-known/openid-configuration/path` or `/path/.well-known/openid-configuration`. Keycloak \
          and Entra serve the last only: list exactly that issuer in `authorization_servers`. The location at the \
          root of the host is not looked at for an issuer with a path.",
    fault: Fault::at(&[Endpoint::ServerMetadata])
        .response(|answer| *answer.response = Response { status: 404, ..Response::default() }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let answers = session.server_metadata_answers().await?;
    match super::document(session).await {
        Err(Shortfall::Untestable(Obstacle::Step { .. })) => Err(finding(&answers).into()),
        other => other.map(|_| ()),
    }
}

fn finding(answers: &[Arc<Exchange>]) -> Finding {
    let seen: Vec<_> = answers
        .iter()
        .map(|exchange| format!("`{}`: {}", exchange.request.url, edge::told(exchange)))
        .collect();
    let finding = Finding::new("a location that answers 200 with a JSON object", seen.join("; "));
    answers.iter().fold(finding, |finding, exchange| finding.at_status(exchange))
}
