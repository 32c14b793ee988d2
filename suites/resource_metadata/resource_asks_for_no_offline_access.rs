use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "resource-asks-for-no-offline-access",
    title: "neither `scopes_supported` of the resource nor the challenge has `offline_access`",
    level: Should,
    spec: &[MCP.should("basic/authorization#refresh-tokens").since(V2026_07_28)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Whether a client may renew its token is between the client and the authorization server; no request to the \
          resource needs the scope. A client that asks for whatever the resource names then fails with `invalid_scope` \
          where its registration does not allow it.",
    fix: "List `offline_access` in the authorization server metadata only, and leave it out of `scopes_supported` and of \
          the `scope` in the challenge.",
    fault: Fault::at(&[Endpoint::ResourceMetadata]).response(|answer| {
        answer.edit_json(|body| {
            if let Some(scopes) = body["scopes_supported"].as_array_mut() {
                scopes.push(json!(SCOPE));
            }
        });
    }),
    judge: |session| Box::pin(judge(session)),
};

const SCOPE: &str = "offline_access";

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let listed = document.list("scopes_supported").unwrap_or_default();
    if let Some(at) = listed.iter().position(|scope| *scope == SCOPE) {
        let finding = Finding::new("no `offline_access`", "it is listed");
        return Err(finding.at_body(&document.exchange, format!("/scopes_supported/{at}")).into());
    }
    let Ok(challenge) = session.challenge().await else { return Ok(()) };
    let asked = challenge.parameter("scope").unwrap_or_default();
    let refusal = session.unauthorized().await?;
    ensure(asked.split(' ').all(|scope| scope != SCOPE), || {
        let finding = Finding::new("no `offline_access`", format!("`scope=\"{asked}\"`"));
        finding.at_header(&refusal, "www-authenticate")
    })
}
