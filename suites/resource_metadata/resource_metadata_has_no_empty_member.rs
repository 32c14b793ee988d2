use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "resource-metadata-has-no-empty-member",
    title: "a member of protected resource metadata without any value is left out",
    level: Must,
    spec: &[RFC9728.must("3.2").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "An empty list of scopes or algorithms says that nothing is possible, where the server means that it has \
          nothing to say.",
    fix: "Leave out what has no value. FastMCP writes `\"scopes_supported\": []` where its provider has no scopes: give \
          it `required_scopes`. An empty `bearer_methods_supported` is the exception: it says that no way to send \
          the token is supported.",
    fault: Fault::at(&[Endpoint::ResourceMetadata])
        .response(|answer| answer.set_member("resource_signing_alg_values_supported", json!([]))),
    judge: |session| Box::pin(judge(session)),
};

/// The one member whose empty list has a meaning (RFC 9728 §2).
const MAY_BE_EMPTY: &str = "bearer_methods_supported";

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty) || value == "";
    let mut members = document.json.as_object().into_iter().flatten();
    match members.find(|(name, value)| is_empty(value) && *name != MAY_BE_EMPTY) {
        None => Ok(()),
        Some((name, value)) => {
            let finding = Finding::new(format!("no `{name}`, or one with a value"), format!("`{value}`"));
            Err(finding.at_body(&document.exchange, format!("/{name}")).into())
        }
    }
}
