use crate::{
    consent::{any_shows, pages},
    prelude::*,
    spec::CIMD_00,
};

pub(super) const CHECK: Check = Check {
    id: "consent-page-names-the-metadata-document-host",
    title: "the page on which a person approves says on which host the client's document is",
    level: Should,
    spec: &[CIMD_00.should("6.4").since(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: EachClient,
    needs: Tokens,
    why: "The name in a metadata document is its author's choice, its host is not: it alone tells the real client from \
          another of the same name.",
    fix: "Show the host of the client's `client_id` beside its name on the consent page.",
    fault: Fault::at(&[Endpoint::Authorization])
        .response(|answer| {
            // Where the browser is sent to the same host, that is another matter.
            let target = answer.request.query("redirect_uri").unwrap_or_default();
            if !target.contains("claude.ai") {
                answer.response.body = answer.response.body.replace("claude.ai", "somewhere");
            }
        })
        .before_documents(),
    judge: |session| Box::pin(judge(session)),
};

/// The clause is about clients that name themselves by a metadata document.
async fn judge(session: &dyn Session) -> Judgement {
    let registered = session.registration().await?;
    if registered.exchange.is_some() || !registered.credentials.client_id.starts_with("https:") {
        return Err(inapplicable("the client does not name itself by a metadata document"));
    }
    let (_, pages) = pages(session).await?;
    let url = Url::parse(&registered.credentials.client_id).ok();
    let Some(host) = url.as_ref().and_then(Url::host_str) else {
        return Err(inapplicable("the client_id has no host"));
    };
    ensure(any_shows(&pages, host, "")?, || {
        let finding = Finding::new(format!("a page that holds `{host}`"), "none that does");
        pages.last().map_or(finding.clone(), |page| finding.at_body(page, ""))
    })
}
