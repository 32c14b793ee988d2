use super::accepted;
use crate::{prelude::*, spec::CIMD_01};

pub(super) const CHECK: Check = Check {
    id: "registered-ids-are-no-https-urls",
    title: "an identifier that the server makes up does not look like the URL of a client's metadata document",
    level: Should,
    spec: &[CIMD_01.should("6.9").since(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "An identifier with `https://` in front is the address of a document that says who the client is. A \
          server that hands out such identifiers can take one kind of client for the other.",
    fix: "Make identifiers that do not begin with `https://`: a random text or a UUID.",
    fault: Fault::at(&[
        Endpoint::Registration,
        Endpoint::Authorization,
        Endpoint::Token,
        Endpoint::Revocation,
        Endpoint::Introspection,
    ])
    .request(|asked| {
        let known = |id: Option<String>| id.and_then(|id| id.strip_prefix(PREFIX).map(str::to_owned));
        if let Some(id) = known(asked.request.query("client_id")) {
            asked.request.set_query("client_id", Some(&id));
        }
        if let Some(id) = known(asked.request.form_field("client_id")) {
            asked.request.set_form_field("client_id", Some(&id));
        }
    })
    .response(|answer| {
        answer.edit_json(|body| {
            let is_named_in_forms = body["token_endpoint_auth_method"] != "client_secret_basic";
            if let Some(id) = body["client_id"].as_str().filter(|_| is_named_in_forms) {
                body["client_id"] = json!(format!("{PREFIX}{id}"));
            }
        });
    }),
    judge: |session| Box::pin(judge(session)),
};

const PREFIX: &str = "https://clients.example/";

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = accepted(session).await?;
    let body = exchange.response.json().unwrap_or_default();
    let is_url = body["client_id"].as_str().is_some_and(|id| id.starts_with("https://"));
    ensure(!is_url, || {
        Finding::new("an identifier that is no URL", format!("`{}`", body["client_id"]))
            .at_body(&exchange, "/client_id")
    })
}
