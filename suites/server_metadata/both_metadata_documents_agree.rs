use crate::{prelude::*, steps::first_document};

pub(super) const CHECK: Check = Check {
    id: "both-metadata-documents-agree",
    title: "the OAuth metadata and the OpenID document of one authorization server name the same issuer",
    level: Must,
    spec: &[RFC8414.must("3.3").since(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Which of the two a client reads is its own affair. Where the second names another issuer, a client that \
          prefers it meets another authorization server than the others, or stops at the comparison.",
    fix: "Build both documents from one setting. A proxy that serves metadata of its own in front of another \
          authorization server does so at both locations, or answers 404 at the other.",
    fault: Fault::at(&[Endpoint::ServerMetadata]).response(|answer| {
        if answer.request.url.path().ends_with(well_known::OPENID) {
            answer.set_member("issuer", json!("https://elsewhere.example"));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    super::document(session).await?;
    let mut documents = Vec::new();
    for location in well_known::server_metadata(&session.issuer().await?) {
        documents.extend(first_document(&session.metadata_answers(location).await?));
    }
    let Some((first, others)) = documents.split_first().filter(|(_, others)| !others.is_empty()) else {
        return Err(inapplicable("there is one document only"));
    };
    let issuer = first.text("issuer").unwrap_or_default();
    let other = others.iter().find(|document| document.text("issuer") != Some(issuer));
    other.map_or(Ok(()), |document| {
        let observed = format!("`{}`", document.text("issuer").unwrap_or_default());
        let expected = format!("`{issuer}`, as at `{}`", first.exchange.request.url);
        Err(Finding::new(expected, observed).at_body(&document.exchange, "/issuer").into())
    })
}
