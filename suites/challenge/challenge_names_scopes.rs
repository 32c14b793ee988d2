use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "challenge-names-scopes",
    title: "the challenge of a resource that has scopes names those that are needed",
    level: Should,
    spec: &[MCP.should("basic/authorization#scope-selection-strategy").since(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "A client that is told nothing asks for every scope that the metadata list: for more than it needs, and where \
          one of them is not for it, for `invalid_scope`.",
    fix: "Add `scope=\"…\"` with what `initialize` and `tools/list` need to the challenge. TypeScript SDK: \
          `requireBearerAuth({ requiredScopes })`. That for Python has no setting for it: its middleware names none.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        super::edit_challenge(answer, |challenge| challenge.parameters.retain(|(name, _)| name != "scope"));
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, bearer) = super::bearer(session).await?;
    if bearer.parameter("scope").is_some_and(|scope| !scope.trim().is_empty()) {
        return Ok(());
    }
    let metadata = session.resource_metadata().await.ok();
    let listed = metadata.as_ref().and_then(|metadata| metadata.list("scopes_supported"));
    let listed = listed.filter(|listed| !listed.is_empty());
    let listed = listed.ok_or_else(|| inapplicable("the metadata list no scopes, so there may be none"))?;
    let observed = format!("no `scope`, and `{}` in the metadata", listed.join(" "));
    Err(Finding::new("`scope` in the challenge", observed)
        .at_header(&exchange, "www-authenticate")
        .into())
}
