use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "grant-types-include-authorization-code",
    title: "`grant_types_supported`, where it is there, contains `authorization_code`",
    level: Interop,
    spec: &[],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Nothing,
    why: "Each client signs in by an authorization code and registers for it. No client is known to read the list; a \
          server whose list is true refuses them at registration or at the token endpoint (inferred), and one for \
          machines only, by `client_credentials`, is nothing that a Claude user can sign in to.",
    fix: "List `authorization_code`, and `refresh_token` where refresh tokens are issued; or leave the member out, \
          which means `authorization_code` and `implicit`.",
    fault: Fault::at(&[Endpoint::ServerMetadata])
        .response(|answer| answer.set_member("grant_types_supported", json!(["refresh_token"]))),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let Some(listed) = document.list("grant_types_supported") else {
        return Err(inapplicable(
            "the metadata has no `grant_types_supported`, which means that it is supported",
        ));
    };
    ensure(listed.contains(&"authorization_code"), || {
        let finding = Finding::new("`authorization_code` in the list", format!("`{}`", json!(listed)));
        finding.at_body(&document.exchange, "/grant_types_supported")
    })
}
