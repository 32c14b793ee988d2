use crate::{
    consent::{any_shows, pages},
    prelude::*,
};

pub(super) const CHECK: Check = Check {
    id: "consent-page-names-the-redirect-host",
    title: "the page on which a person approves says to which host they will be sent",
    level: Must,
    spec: &[MCP
        .must("basic/authorization/security-considerations#localhost-redirect-uri-risks")
        .since(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: EachClient,
    needs: Tokens,
    why: "A metadata document that names a callback on the loopback interface can be claimed by any program on the \
          machine. The host is all that a person has to see by.",
    fix: "Show the host of the `redirect_uri` on the consent page, and warn where it is `localhost`.",
    fault: Fault::at(&[Endpoint::Authorization])
        .response(|answer| {
            if let Some((before, rest)) = answer.response.body.split_once("<dt>You will be sent back to</dt>")
                && let Some((_, after)) = rest.split_once("</dd>")
            {
                answer.response.body = format!("{before}{after}").replace("localhost", "the application");
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
    let url = Url::parse(&registered.redirect_uri).ok();
    let Some(host) = url.as_ref().and_then(Url::host_str) else {
        return Err(inapplicable("the redirect URI has no host"));
    };
    ensure(any_shows(&pages, host, "")?, || {
        let finding = Finding::new(format!("a page that holds `{host}`"), "none that does");
        pages.last().map_or(finding.clone(), |page| finding.at_body(page, ""))
    })
}
