use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "resource-metadata-lists-scopes",
    title: "the metadata of a resource that has scopes lists them",
    level: Should,
    spec: &[RFC9728.should("2").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "A client that has not seen the challenge, as `claude mcp login` has not, takes the scopes from here. Without \
          them it asks for none, or for those of the authorization server.",
    fix: "Serve `scopes_supported` with what the challenge names, and with what single tools need beyond it.",
    fault: Fault::at(&[Endpoint::ResourceMetadata, Endpoint::RootResourceMetadata])
        .response(|answer| answer.remove_member("scopes_supported")),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    if document.list("scopes_supported").is_some_and(|scopes| !scopes.is_empty()) {
        return Ok(());
    }
    let challenge = session.challenge().await?;
    let Some(scope) = challenge.parameter("scope").filter(|scope| !scope.is_empty()) else {
        return Err(inapplicable("the challenge names no scope, so the resource may have none"));
    };
    let expected = format!("`scopes_supported` with `{scope}`, which the challenge asks for");
    Err(Finding::new(expected, "no scopes").at_body(&document.exchange, "").into())
}
