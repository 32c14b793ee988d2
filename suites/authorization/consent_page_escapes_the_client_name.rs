use std::sync::Arc;

use crate::{
    consent::{MARKUP, asked, holds_markup},
    oauth::token::ClientAuthentication,
    prelude::*,
    session::Registered,
    steps::browser_request,
};

pub(super) const CHECK: Check = Check {
    id: "consent-page-escapes-the-client-name",
    title: "markup in the name of a client is shown as text, or not registered",
    level: Must,
    spec: &[RFC7591.must("5")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "Anybody can register a client and call it what they like. A name that becomes part of the page's markup presses \
          the button for the person.",
    fix: "Let the template escape the name and the addresses of a client; with string templates in a worker, escape them \
          by hand.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        let escaped = ["&lt;claude-conformance", "&#60;claude-conformance"];
        if escaped.iter().any(|name| answer.response.body.contains(name)) {
            answer.response.body.push_str(MARKUP);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// The first page may be a sign-in that knows no client yet: then the consent page is asked for.
async fn judge(session: &dyn Session) -> Judgement {
    let spare = session.spare_client(ClientAuthentication::None).await?;
    let mut metadata = session.client_metadata(ClientAuthentication::None, &spare.redirect_uri).await;
    metadata["client_name"] = json!(format!("claude-conformance {MARKUP}"));
    let exchange = session.observe(session.registration_request(&metadata).await?).await?;
    if (400..500).contains(&exchange.response.status) {
        return Ok(());
    }
    let client = Arc::new(Registered::read(&exchange, &metadata)?);
    let inspection = session.inspection().await?.with("client_id", Some(&client.credentials.client_id));
    let inspection = inspection.with("redirect_uri", Some(&client.redirect_uri));
    let mut page = session.visit(browser_request(inspection.url)).await?;
    if !page.response.body.contains("claude-conformance") {
        let request = session.authorization_request(&client).await?;
        let consent = asked(session, request, Vec::new()).await?;
        page = consent.exchanges.last().cloned().unwrap_or(page);
    }
    if !page.response.body.contains("claude-conformance") {
        return Err(
            Obstacle::unknown("the page that asks the person holds nothing of the client's name").into()
        );
    }
    ensure(!holds_markup(&page), || {
        Finding::new(
            "the name of the client as text",
            "its quotation mark and its tag as they were registered",
        )
        .at_body(&page, "")
    })
}
