use super::page;
use crate::{
    prelude::*,
    steps::{browser_request, dead_end},
};

pub(super) const CHECK: Check = Check {
    id: "authorization-page-answers-in-any-language",
    title: "the authorization endpoint answers a browser in German as it answers one without a language",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Registration,
    why: "A middleware for translations sends `/oauth/authorize` to `/de/oauth/authorize`, where nothing is served. \
          Users with that language see a 404 and the client waits; the developer, whose language is the default one, \
          does not.",
    fix: "Exempt the OAuth paths from the localisation middleware, with next-intl and next-i18next by the `matcher`; \
          or serve them under each language too.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        if answer
            .request
            .headers
            .first("accept-language")
            .is_some_and(|value| value.starts_with("de"))
        {
            let target = format!(
                "/de{}?{}",
                answer.request.url.path(),
                answer.request.url.query().unwrap_or_default()
            );
            *answer.response = Response { status: 307, ..Response::default() };
            answer.response.headers.add("location", target);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let request = browser_request(session.inspection().await?.url);
    let request = request.with("Accept-Language", "de-DE,de;q=0.9,fr;q=0.8");
    let exchange = session.visit(request).await?;
    if !dead_end(&exchange)? {
        return Ok(());
    }
    page(session).await?;
    let observed = format!("status {} at `{}`", exchange.response.status, exchange.request.url.path());
    Err(Finding::new("a page, as without `Accept-Language`", observed).at_status(&exchange).into())
}
