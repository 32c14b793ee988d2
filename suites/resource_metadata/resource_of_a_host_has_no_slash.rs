use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "resource-of-a-host-has-no-slash",
    title: "a `resource` that is a bare host has no slash at its end",
    level: Should,
    spec: &[MCP.should("basic/authorization#canonical-server-uri").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "`https://host` and `https://host/` are one address and two identifiers. Where metadata, authorization server \
          and the check of the audience do not write it alike, the sign-in ends in `invalid_target` or in a token that \
          the endpoint refuses (users' threads).",
    fix: "Write `https://host`, and where identifiers are compared take both. Pydantic's `AnyHttpUrl` and JavaScript's \
          `URL` add the slash when they print: keep the string, or strip it.",
    fault: Fault::at(&[
        Endpoint::ResourceMetadata,
        Endpoint::RootResourceMetadata,
        Endpoint::Authorization,
        Endpoint::Token,
    ])
    .request(|asked| super::correct_resource(asked, |named| format!("{}/mcp", named.trim_end_matches('/'))))
    .response(|answer| super::rename_resource(answer, |resource| resource.replace("/mcp", "/"))),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let Some(resource) = document.url("resource").filter(|resource| !well_known::has_path(resource)) else {
        return Err(inapplicable("`resource` is no bare host"));
    };
    let written = document.text("resource").unwrap_or_default();
    ensure(resource.query().is_some() || !written.ends_with('/'), || {
        let finding = Finding::new("no slash at the end", format!("`{written}`"));
        finding.at_body(&document.exchange, "/resource")
    })
}
