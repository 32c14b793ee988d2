use crate::{json::error_code, prelude::*, steps::contact::UNKNOWN_TOKEN};

pub(super) const CHECK: Check = Check {
    id: "advertised-endpoints-exist",
    title: "the endpoints that the authorization server metadata names are there",
    level: Must,
    spec: &[RFC8414.must("2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "A client relies on what is named: it revokes a token at an address that nobody serves, and the token lives \
          on. Metadata that were copied from another server, or that a proxy passes on, often promise too much.",
    fix: "Serve the endpoint, or take it out of the metadata. A proxy in front of another authorization server lists \
          what it forwards and nothing else.",
    fault: Fault::at(&[Endpoint::ServerMetadata]).response(|answer| {
        let origin = answer.request.url.origin().ascii_serialization();
        answer.set_member("userinfo_endpoint", json!(format!("{origin}/nowhere")));
    }),
    judge: |session| Box::pin(judge(session)),
};

/// What is named beside the authorization endpoint and the registration endpoint, and the method by which it is used.
const ENDPOINTS: [(&str, &str); 7] = [
    ("token_endpoint", "POST"),
    ("jwks_uri", "GET"),
    ("userinfo_endpoint", "GET"),
    ("revocation_endpoint", "POST"),
    ("introspection_endpoint", "POST"),
    ("pushed_authorization_request_endpoint", "POST"),
    ("device_authorization_endpoint", "POST"),
];

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    for (member, method) in ENDPOINTS {
        let Some(url) = document.url(member) else { continue };
        let fields = [("token", UNKNOWN_TOKEN), ("client_id", "claude-conformance-client-that-nobody-is")];
        let exchange = match (member, method) {
            ("token_endpoint", _) => session.unknown_code().await?,
            (_, "GET") => session.observe(session.metadata_request(url)).await?,
            _ => {
                let request = Request::post_form(url, &fields).with("Accept", "application/json");
                session.observe(request).await?
            }
        };
        // Some servers say so that they do not know the client.
        let names_error = error_code(&exchange.response).is_some();
        ensure(exchange.response.status != 404 || names_error, || {
            let expected = format!("an answer to {method} `{}`, named as `{member}`", exchange.request.url);
            Finding::new(expected, exchange.summary()).at_status(&exchange)
        })?;
    }
    Ok(())
}
