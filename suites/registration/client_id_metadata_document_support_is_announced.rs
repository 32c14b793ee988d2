use crate::{client::Client, prelude::*, spec::CIMD_00, steps::refuses};

pub(super) const CHECK: Check = Check {
    id: "client-id-metadata-document-support-is-announced",
    title: "a server that takes client ID metadata documents says so in its metadata",
    level: Must,
    spec: &[CIMD_00.must("5").since(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Clients go by the flag: they register anew with each installation although their documents would do, and \
          one that cannot register gives up.",
    fix: "Set `client_id_metadata_document_supported` to true in the authorization server metadata.",
    fault: Fault::at(&[Endpoint::ServerMetadata])
        .response(|answer| answer.remove_member("client_id_metadata_document_supported"))
        .before_documents(),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    if session.announces_documents().await? {
        return Ok(());
    }
    let claude = session.publisher(Client::ClaudeWeb).expect("Claude Web publishes its document");
    let page = session.page_for(&claude.credentials.client_id).await?;
    if refuses(&page) != Ok(false) || session.refuses_unread_documents().await.is_err() {
        return Err(inapplicable("nothing shows that metadata documents are taken"));
    }
    let metadata = session.server_metadata().await?;
    let expected = "`client_id_metadata_document_supported` as true, since Claude's document is taken";
    Err(Finding::new(expected, "no such announcement").at_body(&metadata.exchange, "").into())
}
