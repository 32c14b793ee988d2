use crate::{
    consent::{any_shows, pages},
    prelude::*,
};

pub(super) const CHECK: Check = Check {
    id: "consent-page-names-the-client",
    title: "the page on which a person approves says by its registered name who asks",
    level: Must,
    spec: &[SECURITY_BEST_PRACTICES.must("required-protections")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: EachClient,
    needs: Tokens,
    why: "A person who is not told who asks cannot tell the client that they have just started from one that a stranger \
          sent them.",
    fix: "Show the `client_name` of the registration, or of the client's metadata document, on the consent page.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        if let Some((before, rest)) = answer.response.body.split_once('“')
            && let Some((_, after)) = rest.split_once('”')
        {
            answer.response.body = format!("{before}An application{after}");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Only a registered name is known to us; where the browser is sent does not count, since it may hold the name by chance.
async fn judge(session: &dyn Session) -> Judgement {
    let (_, pages) = pages(session).await?;
    let registered = session.registration().await?;
    let Some(registration) = &registered.exchange else {
        return Err(inapplicable("the client was not registered in this run"));
    };
    let asked = serde_json::from_str::<Value>(&registration.request.body).unwrap_or_default();
    let answered = registration.response.json().unwrap_or_default();
    let name = answered["client_name"].as_str().or(asked["client_name"].as_str());
    let Some(name) = name.filter(|name| !name.is_empty()) else {
        return Err(inapplicable("the client registered no name"));
    };
    let host = Url::parse(&registered.redirect_uri).ok();
    let host = host.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    ensure(any_shows(&pages, name, &host)?, || {
        let finding = Finding::new(format!("a page that holds `{name}`"), "none that does");
        pages.last().map_or(finding.clone(), |page| finding.at_body(page, ""))
    })
}
