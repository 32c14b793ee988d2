use super::ORIGIN;
use crate::{prelude::*, steps::browser_request};

pub(super) const CHECK: Check = Check {
    id: "authorization-endpoint-offers-no-cors",
    title: "the authorization endpoint invites no web page of another origin to read it",
    level: Must,
    spec: &[RFC9700.must("2.6")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "A person's browser goes to the authorization endpoint by itself, and no script has to read what it answers. One that \
          may could read a page that was meant for the person who is signed in.",
    fix: "Restrict the CORS layer to the metadata, the token and the registration endpoint and the MCP endpoint, instead of \
          laying it around all routes.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        answer.response.headers.set("access-control-allow-origin", "*");
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let request = browser_request(session.inspection().await?.url).with("Origin", ORIGIN);
    let exchange = session.observe(request).await?;
    let allowed = exchange.response.headers.first("access-control-allow-origin");
    ensure(!matches!(allowed, Some("*" | ORIGIN)), || {
        let told = format!("`{}` for `{ORIGIN}`", allowed.unwrap_or_default());
        let finding = Finding::new("no `Access-Control-Allow-Origin`", told);
        finding.at_header(&exchange, "access-control-allow-origin")
    })
}
