use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "implicit-grant-is-not-listed",
    title: "the metadata offers no access token in an authorization response",
    level: Should,
    spec: &[RFC9700.should("2.1.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "A token in a URL stays in histories and logs, and is bound to nobody; OAuth 2.1 has the implicit grant no \
          more. The Claude clients never use it.",
    fix: "Take `implicit` out of `grant_types_supported`, and `token` out of `response_types_supported`, alone and in \
          combinations; then refuse both.",
    fault: Fault::at(&[Endpoint::ServerMetadata]).response(|answer| super::list_grant(answer, "implicit")),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    super::lacks_grant(session, "implicit").await?;
    let document = super::own_document(session).await?;
    let types = document.list("response_types_supported").unwrap_or_default();
    let implicit = types.into_iter().find(|kind| kind.split(' ').any(|word| word == "token"));
    implicit.map_or(Ok(()), |kind| {
        let finding = Finding::new("no response type with `token`", format!("`{kind}`"));
        Err(finding.at_body(&document.exchange, "/response_types_supported").into())
    })
}
