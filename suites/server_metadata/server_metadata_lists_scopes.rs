use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "server-metadata-lists-scopes",
    title: "the authorization server metadata lists the scopes, where there are any",
    level: Should,
    spec: &[RFC8414.should("2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "What a client may ask for is then to be found in the documentation only. The Claude clients take their \
          scopes from the challenge and the protected resource metadata first.",
    fix: "Add `scopes_supported`; scopes that are nobody's business may stay out.",
    fault: Fault::at(&[Endpoint::ServerMetadata]).response(|answer| answer.remove_member("scopes_supported")),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    if document.json.get("scopes_supported").is_none() && session.scope().await.is_none() {
        return Err(inapplicable("the server names no scope anywhere"));
    }
    ensure(document.list("scopes_supported").is_some(), || {
        Finding::new("`scopes_supported`", "no such list").at_body(&document.exchange, "")
    })
}
