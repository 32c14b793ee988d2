use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "protected-resources-agree",
    title: "an authorization server that lists its resources lists the MCP server that names it",
    level: Should,
    spec: &[RFC9728.should("4").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "The MCP server points to the authorization server, which does not point back: a client that reads both lists \
          has reason to think that one of them is forged. No Claude client is known to read the second.",
    fix: "Add the `resource` of the protected resource metadata, letter for letter, to `protected_resources`, or leave \
          that list out.",
    fault: Fault::at(&[Endpoint::ServerMetadata])
        .response(|answer| answer.set_member(MEMBER, json!(["https://elsewhere.example/mcp"]))),
    judge: |session| Box::pin(judge(session)),
};

const MEMBER: &str = "protected_resources";

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let Some(listed) = document.list(MEMBER) else {
        return Err(inapplicable("the metadata has no `protected_resources`"));
    };
    let metadata = session.resource_metadata().await?;
    let Some(resource) = metadata.text("resource") else {
        return Err(Obstacle::step("protected resource metadata", "it names no `resource`").into());
    };
    let same = |named: &&str| named.trim_end_matches('/') == resource.trim_end_matches('/');
    ensure(listed.iter().any(same), || {
        let finding = Finding::new(format!("`{resource}` in the list"), format!("`{}`", json!(listed)));
        finding.at_body(&document.exchange, super::pointer(&document, MEMBER))
    })
}
