use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "openid-discovery-members",
    title: "an OpenID document has the members that OpenID Connect Discovery requires",
    level: Interop,
    spec: &[],
    impact: Impact { web: Harmless, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Nothing,
    why: "What is served as `openid-configuration` is read by the schema of OpenID Connect Discovery: Claude Code and \
          mcp-remote stop where a required member is missing (recorded), although MCP needs none of them.",
    fix: "Serve plain OAuth metadata at `/.well-known/oauth-authorization-server`, where these members are not asked \
          for; or complete the OpenID document.",
    fault: Fault::at(&[Endpoint::ServerMetadata]).response(|answer| {
        super::only_openid(answer, 404, |document| {
            if let Some(members) = document.as_object_mut() {
                members.retain(|name, _| !MEMBERS.contains(&name.as_str()));
            }
        });
    }),
    judge: |session| Box::pin(judge(session)),
};

const MEMBERS: [&str; 3] = ["jwks_uri", "subject_types_supported", "id_token_signing_alg_values_supported"];

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    if !document.exchange.request.url.path().contains(well_known::OPENID) {
        return Err(inapplicable("the metadata is no OpenID document"));
    }
    let missing: Vec<_> = MEMBERS.into_iter().filter(|member| document.json.get(member).is_none()).collect();
    ensure(missing.is_empty(), || {
        let finding =
            Finding::new(format!("`{}`", MEMBERS.join("`, `")), format!("no `{}`", missing.join("`, `")));
        finding.at_body(&document.exchange, "")
    })
}
