use crate::{prelude::*, spec::CIMD_00, steps::refuses};

pub(super) const CHECK: Check = Check {
    id: "metadata-document-url-is-vetted",
    title: "the URL of a client ID metadata document is an https URL, and plain in every other respect",
    level: Must,
    spec: &[CIMD_00.must("3").since(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "What comes over plain http may come from anybody on the way, and gives a stranger's client the name of the \
          host. Two spellings of one URL are two clients for the server and one for the person.",
    fix: "Before anything is fetched, refuse an identifier that is not https, has no path, or has user information, a \
          fragment or dot segments; then compare it as a string with `client_id` in the document.",
    fault: Fault::at(&[Endpoint::Authorization])
        .request(|asked| {
            let id = asked.request.query("client_id").unwrap_or_default();
            if let Some(rest) = id.strip_prefix("http://") {
                asked.request.set_query("client_id", Some(&format!("https://{rest}")));
            }
        })
        .before_documents(),
    judge: |session| Box::pin(judge(session)),
};

/// Claude Web's document, spelt as an identifier may not be.
const SPELLINGS: [&str; 4] = [
    "http://claude.ai/oauth/mcp-oauth-client-metadata",
    "https://claude.ai/oauth/mcp-oauth-client-metadata#client",
    "https://claude@claude.ai/oauth/mcp-oauth-client-metadata",
    "https://claude.ai/oauth/../oauth/mcp-oauth-client-metadata",
];

async fn judge(session: &dyn Session) -> Judgement {
    session.reads_documents().await?;
    for spelling in SPELLINGS {
        let exchange = session.page_for(spelling).await?;
        ensure(refuses(&exchange)?, || {
            let expected = format!("an error for the client `{spelling}`");
            Finding::new(expected, exchange.summary()).at_status(&exchange)
        })?;
    }
    Ok(())
}
