use super::{by_script, lets_in, preflight};
use crate::{prelude::*, spec::FETCH};

pub(super) const CHECK: Check = Check {
    id: "credentials-are-not-shared-with-any-origin",
    title: "no answer that any web page may read allows credentials as well",
    level: Must,
    spec: &[FETCH.must("http-access-control-allow-origin")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Credentials are what the browser adds by itself, cookies above all. A `*` beside them makes the browser refuse \
          the answer; an origin that is repeated lets any page act as the person who is signed in.",
    fix: "Leave `Access-Control-Allow-Credentials` away: tokens need it not. Starlette: `allow_credentials=False`; Express's \
          `cors`: no `credentials: true` beside `origin: true` or `*`.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        answer.response.headers.set("access-control-allow-credentials", "true");
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let refusal = session.unauthorized().await?;
    let resource = session.resource_metadata().await.map(|document| document.exchange);
    let server = session.server_metadata().await.map(|document| document.exchange);
    let redemption = session.unknown_code().await;
    let asked = [resource, server, redemption].into_iter().flatten();
    let mut requests = vec![preflight(&refusal.request), by_script(&refusal.request)];
    requests.extend(asked.map(|exchange| by_script(&exchange.request)));
    for request in requests {
        let exchange = session.observe(request).await?;
        let allows = exchange.response.headers.first("access-control-allow-credentials") == Some("true");
        ensure(!(allows && lets_in(&exchange)), || {
            let origin = exchange.response.headers.first("access-control-allow-origin").unwrap_or_default();
            let told = format!("`true` from `{}`, beside the origin `{origin}`", exchange.request.url);
            let finding = Finding::new("no `Access-Control-Allow-Credentials` for any page", told);
            finding.at_header(&exchange, "access-control-allow-credentials")
        })?;
    }
    Ok(())
}
