use crate::{json::null_among, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "server-metadata-has-no-null",
    title: "no registered member of authorization server metadata is null",
    level: Interop,
    spec: &[],
    impact: Impact { web: Harmless, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Nothing,
    why: "Claude Code and mcp-remote stop with a list of schema issues (recorded); `claude mcp list` says no more than \
          `Needs authentication`. Claude Web's models read null as absent (inferred).",
    fix: "Leave out what has no value. In Python: `model_dump(exclude_none=True)`; in Go: `omitempty`; in Rust: \
          `skip_serializing_if = \"Option::is_none\"`; in Java: `@JsonInclude(NON_NULL)`.",
    fault: Fault::at(&[Endpoint::ServerMetadata])
        .response(|answer| answer.set_member("service_documentation", Value::Null)),
    judge: |session| Box::pin(judge(session)),
};

/// The members in which the clients' schema refuses a null; `jwks_uri` and what the schema does not know are no harm.
const MEMBERS: &[&str] = &[
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "registration_endpoint",
    "scopes_supported",
    "response_types_supported",
    "response_modes_supported",
    "grant_types_supported",
    "token_endpoint_auth_methods_supported",
    "token_endpoint_auth_signing_alg_values_supported",
    "service_documentation",
    "revocation_endpoint",
    "revocation_endpoint_auth_methods_supported",
    "revocation_endpoint_auth_signing_alg_values_supported",
    "introspection_endpoint",
    "introspection_endpoint_auth_methods_supported",
    "introspection_endpoint_auth_signing_alg_values_supported",
    "code_challenge_methods_supported",
    "client_id_metadata_document_supported",
];

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    null_among(&document.json, MEMBERS).map_or(Ok(()), |pointer| {
        let finding = Finding::new("no null", format!("null at `{pointer}`"));
        Err(finding.at_body(&document.exchange, pointer).into())
    })
}
