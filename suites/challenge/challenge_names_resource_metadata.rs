use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "challenge-names-resource-metadata",
    title: "the challenge names the protected resource metadata",
    level: Must,
    spec: &[MCP
        .must("basic/authorization#authorization-server-location")
        .since(V2025_06_18)
        .until(V2025_06_18)],
    impact: Impact { web: Degrades, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Revision 2025-06-18 knows no other way to the metadata; later ones let the well-known paths do. Claude Code \
          and mcp-remote try those by themselves (recorded), Claude Web is documented to, and users report that it did \
          not find the sign-in without the parameter.",
    fix: "Add `resource_metadata=\"https://…/.well-known/oauth-protected-resource/…\"` to the challenge. TypeScript \
          SDK: `requireBearerAuth({ resourceMetadataUrl })`; mcp-handler: `resourceMetadataPath`; FastMCP: an auth \
          provider with `base_url`.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        super::edit_challenge(answer, |challenge| {
            challenge.parameters.retain(|(name, _)| name != "resource_metadata");
        });
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, bearer) = super::bearer(session).await?;
    ensure(bearer.parameter("resource_metadata").is_some(), || {
        Finding::new("`resource_metadata`", format!("`{bearer}`")).at_header(&exchange, "www-authenticate")
    })
}
