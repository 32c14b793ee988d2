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
    fault: Fault::at(&[Endpoint::Registration]).response(|answer| {
        answer.edit_json(|body| {
            if let Some(id) = body["client_id"].as_str() {
                body["client_id"] = json!(format!("https://clients.example/{id}"));
            }
        });
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = accepted(session).await?;
    let body = exchange.response.json().unwrap_or_default();
    let is_url = body["client_id"].as_str().is_some_and(|id| id.starts_with("https://"));
    ensure(!is_url, || {
        Finding::new("an identifier that is no URL", format!("`{}`", body["client_id"]))
            .at_body(&exchange, "/client_id")
    })
}
