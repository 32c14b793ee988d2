use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "bearer-methods-include-header",
    title: "`bearer_methods_supported`, where it is there, contains `header`",
    level: Must,
    spec: &[RFC9728.must("2").since(V2025_06_18), OAUTH_2_1.must("5.1.1").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "MCP sends the token in the `Authorization` header field and nowhere else. The Claude clients do not look at \
          the list; a client that does finds no way to show its token.",
    fix: "List `[\"header\"]`, or leave the member out.",
    fault: Fault::at(&[Endpoint::ResourceMetadata])
        .response(|answer| answer.set_member("bearer_methods_supported", json!(["body"]))),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let Some(methods) = document.list("bearer_methods_supported") else {
        return Err(inapplicable("the metadata has no `bearer_methods_supported`"));
    };
    ensure(methods.contains(&"header"), || {
        let finding = Finding::new("`header` in the list", format!("`{}`", json!(methods)));
        finding.at_body(&document.exchange, "/bearer_methods_supported")
    })
}
