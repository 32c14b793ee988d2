use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "jwt-client-algorithms-are-listed",
    title: "where clients may sign a JWT the algorithms are listed, and `none` is not among them",
    level: Must,
    spec: &[RFC8414.must("2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "A client that is to sign cannot know how. An endpoint that takes `none` takes anybody for any client. No \
          Claude client authenticates in this way.",
    fix: "Beside `private_key_jwt` or `client_secret_jwt` list the algorithms (`ES256`, `RS256`, …) in the member \
          `…_auth_signing_alg_values_supported` of the same endpoint, or take the method out.",
    fault: Fault::at(&[Endpoint::ServerMetadata]).response(|answer| {
        answer.edit_json(|body| {
            if let Some(methods) = body["introspection_endpoint_auth_methods_supported"].as_array_mut() {
                methods.push(json!("private_key_jwt"));
            }
        });
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let mut is_bound = false;
    for endpoint in ["token_endpoint", "revocation_endpoint", "introspection_endpoint"] {
        let methods = document.list(&format!("{endpoint}_auth_methods_supported")).unwrap_or_default();
        let member = format!("{endpoint}_auth_signing_alg_values_supported");
        let algorithms = document.list(&member);
        let signs = methods.iter().any(|method| matches!(*method, "private_key_jwt" | "client_secret_jwt"));
        is_bound |= signs || algorithms.is_some();
        let observed = match &algorithms {
            // OpenID Connect Discovery has no such duty.
            None if signs && !super::is_of_provider(&document) => "no such list",
            Some(algorithms) if algorithms.contains(&"none") => "`none` in the list",
            _ => continue,
        };
        let finding = Finding::new(format!("the algorithms for clients' JWTs in `{member}`"), observed);
        return Err(finding.at_body(&document.exchange, super::pointer(&document, &member)).into());
    }
    if is_bound { Ok(()) } else { Err(inapplicable("no endpoint takes a JWT of a client")) }
}
