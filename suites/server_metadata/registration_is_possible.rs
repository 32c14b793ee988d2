use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "registration-is-possible",
    title: "the client finds a way to become one: by registration, by its own metadata document, or by hand",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: EachClient,
    needs: Nothing,
    why: "Claude Web says that automatic client registration is not supported (users' logs), Claude Code and mcp-remote \
          `Incompatible auth server: does not support dynamic client registration` (recorded). By its own metadata \
          document Claude Web signs in where the flag and `none` are advertised (documented), Claude Code where the \
          flag is (recorded), and mcp-remote never.",
    fix: "Serve a `registration_endpoint`. In better-auth it is off unless `allowDynamicClientRegistration` and \
          `allowUnauthenticatedClientRegistration` are set. Entra ID, Cognito, GitHub and others have none: register a \
          client by hand and tell users its id (Claude Web: advanced settings; Claude Code: `--client-id` and \
          `--callback-port`; mcp-remote: `--static-oauth-client-info`), or put an authorization server that registers \
          in front. For a test with such a client pass `--client-id`.",
    fault: Fault::at(&[Endpoint::ServerMetadata])
        .response(|answer| answer.remove_member("registration_endpoint")),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let supported = document.json["client_id_metadata_document_supported"] == true;
    let methods = document.list("token_endpoint_auth_methods_supported").unwrap_or_default();
    let own = session.profile().registration.metadata_document.value;
    let identified = own.url(supported, methods.contains(&"none"), None).is_some();
    if identified || document.text("registration_endpoint").is_some() {
        return Ok(());
    }
    let registered = session.walk().await.registered.clone();
    ensure(registered.is_some_and(|registered| registered.exchange.is_none()), || {
        let observed = if supported {
            "client ID metadata documents, of which this client has none or makes no use here"
        } else {
            "neither `registration_endpoint` nor `client_id_metadata_document_supported`"
        };
        Finding::new("a way to become a client", observed).at_body(&document.exchange, "")
    })
}
