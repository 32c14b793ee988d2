use crate::{
    client::Client,
    prelude::*,
    spec::CIMD_00,
    steps::{NOWHERE, refuses},
};

pub(super) const CHECK: Check = Check {
    id: "unreachable-metadata-document-ends-the-request",
    title: "a metadata document that cannot be fetched ends the authorization request",
    level: Should,
    spec: &[CIMD_00.should("4.3").since(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Without the document the server knows neither who asks nor where the code may go; a page that goes on \
          asks the person to approve a stranger.",
    fix: "Show an error page where the document cannot be fetched, and keep no failure as if it were a client.",
    fault: Fault::at(&[Endpoint::Authorization])
        .request(|asked| {
            if asked.request.query("client_id").is_some_and(|id| id == NOWHERE) {
                let claude = "https://claude.ai/oauth/mcp-oauth-client-metadata";
                asked.request.set_query("client_id", Some(claude));
            }
        })
        .before_documents(),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    session.takes_document_of(Client::ClaudeWeb).await?;
    session.knows_its_clients().await?;
    let exchange = session.page_for(NOWHERE).await?;
    ensure(refuses(&exchange)?, || {
        let expected = format!("an error for the client `{NOWHERE}`, whose host does not exist");
        Finding::new(expected, exchange.summary()).at_status(&exchange)
    })
}
