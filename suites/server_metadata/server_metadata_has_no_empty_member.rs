use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "server-metadata-has-no-empty-member",
    title: "a list without elements is left out of the authorization server metadata",
    level: Must,
    spec: &[RFC8414.must("3.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "A list that is absent has a default for some members, an empty one says that nothing is supported: two \
          clients read it in two ways.",
    fix: "Leave out lists without elements, or fill them: Go `omitempty`; Rust `skip_serializing_if = \
          \"Vec::is_empty\"`; Java `@JsonInclude(NON_EMPTY)`.",
    fault: Fault::at(&[Endpoint::ServerMetadata])
        .response(|answer| answer.set_member("ui_locales_supported", json!([]))),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let mut members = document.json.as_object().into_iter().flatten();
    let empty = members.find(|(_, value)| value.as_array().is_some_and(Vec::is_empty));
    empty.map_or(Ok(()), |(member, _)| {
        let finding = Finding::new(format!("elements in `{member}`, or no such member"), "an empty list");
        Err(finding.at_body(&document.exchange, super::pointer(&document, member)).into())
    })
}
