use crate::{json::null_among, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "resource-metadata-has-no-null",
    title: "no registered member of protected resource metadata is null",
    level: Interop,
    spec: &[],
    impact: Impact { web: Harmless, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Nothing,
    why: "Claude Code and mcp-remote throw the whole document away for one null, and say nothing: the sign-in goes on \
          without `resource` and scopes (recorded), and a server that checks the audience refuses the token. Claude \
          Web's models read null as absent (inferred).",
    fix: "Leave out what has no value. In Python: `model_dump(exclude_none=True)`; in Go: `omitempty`; in Rust: \
          `skip_serializing_if = \"Option::is_none\"`; in Java: `@JsonInclude(NON_NULL)`.",
    fault: Fault::at(&[Endpoint::ResourceMetadata])
        .response(|answer| answer.set_member("resource_documentation", Value::Null)),
    judge: |session| Box::pin(judge(session)),
};

/// The members that the clients' schemas know (RFC 9728 §2); a null in a member that they do not know is no harm.
const MEMBERS: &[&str] = &[
    "resource",
    "authorization_servers",
    "jwks_uri",
    "scopes_supported",
    "bearer_methods_supported",
    "resource_signing_alg_values_supported",
    "resource_name",
    "resource_documentation",
    "resource_policy_uri",
    "resource_tos_uri",
    "tls_client_certificate_bound_access_tokens",
    "authorization_details_types_supported",
    "dpop_signing_alg_values_supported",
    "dpop_bound_access_tokens_required",
];

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    null_among(&document.json, MEMBERS).map_or(Ok(()), |pointer| {
        let finding = Finding::new("no null", format!("null at `{pointer}`"));
        Err(finding.at_body(&document.exchange, pointer).into())
    })
}
