use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "response-types-include-code",
    title: "`response_types_supported` is there and contains `code`",
    level: Must,
    spec: &[RFC8414.must("2")],
    impact: Impact { web: Harmless, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Nothing,
    why: "The member is required. Without it Claude Code and mcp-remote stop at their schema (recorded), without `code` \
          in it they call the server incompatible (the SDK's source); Claude Web's models do not ask for it (inferred).",
    fix: "Add `\"response_types_supported\": [\"code\"]`.",
    fault: Fault::at(&[Endpoint::ServerMetadata])
        .response(|answer| answer.remove_member("response_types_supported")),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let listed = document.list("response_types_supported");
    ensure(listed.as_ref().is_some_and(|types| types.contains(&"code")), || {
        let observed = listed.map_or("no such list".into(), |types| format!("`{}`", json!(types)));
        let finding = Finding::new("`code` in `response_types_supported`", observed);
        finding.at_body(&document.exchange, "/response_types_supported")
    })
}
