use crate::{prelude::*, steps::browser_request};

pub(super) const CHECK: Check = Check {
    id: "authorization-endpoint-offers-no-cors",
    title: "the authorization endpoint does not invite pages of other origins to read its answers",
    level: Must,
    spec: &[RFC9700.must("2.6")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "The browser is sent to the authorization endpoint and never reads it by a script. A page of somebody else \
          that may do so learns what is in the answer.",
    fix: "Leave the authorization endpoint out of the CORS middleware, and keep the metadata, the registration and the \
          token endpoint in it.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        if answer.request.headers.first("origin").is_some() {
            answer.response.headers.add("access-control-allow-origin", "*");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let request = browser_request(session.inspection().await?.url).with("Origin", "https://page.example");
    let exchange = session.observe(request).await?;
    let allowed = exchange.response.headers.first("access-control-allow-origin");
    ensure(allowed.is_none(), || {
        Finding::new("no such header field", format!("`{}`", allowed.unwrap_or_default()))
            .at_header(&exchange, "access-control-allow-origin")
    })
}
