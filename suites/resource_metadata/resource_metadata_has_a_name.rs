use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "resource-metadata-has-a-name",
    title: "the metadata gives the resource a name for people",
    level: Should,
    spec: &[RFC9728.should("2").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "An authorization server or a client that asks a person for consent can say what for. The Claude clients show \
          the name under which the user added the server.",
    fix: "Serve `resource_name`, as short as a title. TypeScript SDK: `mcpAuthMetadataRouter({ resourceName })`; \
          in that for Python `create_protected_resource_routes` takes a `resource_name`, and `AuthSettings` does not.",
    fault: Fault::at(&[Endpoint::ResourceMetadata]).response(|answer| answer.remove_member("resource_name")),
    judge: |session| Box::pin(judge(session)),
};

/// A name may stand in several languages, each with a tag behind `#` (RFC 9728 §2.1).
async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let is_name = |(member, value): (&String, &Value)| {
        let member = member.split('#').next().unwrap_or_default();
        member == "resource_name" && value.as_str().is_some_and(|name| !name.trim().is_empty())
    };
    let is_named = document.json.as_object().is_some_and(|members| members.iter().any(is_name));
    ensure(is_named, || Finding::new("`resource_name`", "no such member").at_body(&document.exchange, ""))
}
