use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "refresh-grant-is-listed",
    title: "`grant_types_supported`, where it is there, contains `refresh_token` if refresh tokens are issued",
    level: May,
    spec: &[RFC8414.may("2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "The list says which grants the server supports, and this server supports one more. No Claude client is known \
          to read it; a client that does asks for no refresh token and sends its user to the sign-in each hour.",
    fix: "Add `refresh_token` to `grant_types_supported`.",
    fault: Fault::at(&[Endpoint::ServerMetadata])
        .response(|answer| answer.set_member("grant_types_supported", json!(["authorization_code"]))),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let Some(listed) = document.list("grant_types_supported") else {
        return Err(inapplicable("the metadata has no `grant_types_supported`"));
    };
    if session.tokens().await?.grant.refresh_token.is_none() {
        return Err(inapplicable("the server issued no refresh token"));
    }
    ensure(listed.contains(&"refresh_token"), || {
        let finding = Finding::new("`refresh_token` in the list", format!("`{}`", json!(listed)));
        finding.at_body(&document.exchange, "/grant_types_supported")
    })
}
