use crate::{oauth::resource::is_https_or_local, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "every-endpoint-is-encrypted",
    title: "every endpoint in the metadata, and the address of the keys, is an https URL",
    level: Must,
    spec: &[MCP.must("basic/authorization/security-considerations#communication-security")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "What a client revokes is a token, and who changes the keys on their way signs tokens of his own. A client \
          may not use these URLs, and another of your users does.",
    fix: "Build every URL of the document from the public address, not only those of the sign-in.",
    fault: Fault::at(&[Endpoint::ServerMetadata]).response(|answer| {
        answer.set_member("introspection_endpoint", json!("http://as.example/introspect"));
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let members = document.json.as_object().into_iter().flatten();
    for (member, value) in
        members.filter(|(member, _)| member.ends_with("_endpoint") || *member == "jwks_uri")
    {
        let Some(text) = value.as_str() else { continue };
        ensure(Url::parse(text).is_ok_and(|url| is_https_or_local(&url, session.target())), || {
            let finding = Finding::new(format!("an https URL as `{member}`"), format!("`{text}`"));
            finding.at_body(&document.exchange, format!("/{member}"))
        })?;
    }
    Ok(())
}
