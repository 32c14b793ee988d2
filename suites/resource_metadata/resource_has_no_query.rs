use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "resource-has-no-query",
    title: "`resource` has no query, unless the MCP URL has one",
    level: Should,
    spec: &[RFC9728.should("1.2").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Who compares the identifier with the MCP URL, or a token's audience with it, does so character for character. \
          A query that users do not paste makes the two differ, and a user who pastes another one gets a resource that \
          nobody knows.",
    fix: "Name the URL of the MCP endpoint without a query; what tells tenants apart belongs in the path.",
    fault: Fault::at(&[Endpoint::ResourceMetadata, Endpoint::Authorization, Endpoint::Token])
        .request(|asked| {
            super::correct_resource(asked, |named| named.split('?').next().unwrap_or_default().to_owned());
        })
        .response(|answer| super::rename_resource(answer, |resource| format!("{resource}?tenant=1"))),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    if session.target().query().is_some() {
        return Err(inapplicable("the MCP URL itself has a query"));
    }
    let document = super::document(session).await?;
    let Some(resource) = document.url("resource") else {
        return Err(Obstacle::step("protected resource metadata", "it names no absolute `resource`").into());
    };
    ensure(resource.query().is_none(), || {
        let finding = Finding::new("a URL without query", format!("`{resource}`"));
        finding.at_body(&document.exchange, "/resource")
    })
}
