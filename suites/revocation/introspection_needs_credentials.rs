use super::{UNKNOWN, offered};
use crate::{prelude::*, spec::RFC7662};

pub(super) const CHECK: Check = Check {
    id: "introspection-needs-credentials",
    title: "introspection answers nobody who does not say who asks",
    level: Must,
    spec: &[RFC7662.must("2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "An endpoint that tells anybody whether a token works is where stolen and guessed tokens are tried out. No \
          Claude client introspects.",
    fix: "Demand client authentication or a Bearer token of the resource server, and answer with 401 otherwise.",
    fault: Fault::at(&[Endpoint::Introspection]).response(|answer| {
        if answer.response.status == 401 {
            *answer.response = Response::json_with(200, &json!({ "active": false }));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let endpoint = offered(session, "introspection_endpoint").await?;
    let request = Request::post_form(endpoint, &[("token", UNKNOWN)]).with("Accept", "application/json");
    let exchange = session.observe(request).await?;
    let told = exchange.response.json().is_some_and(|body| body.get("active").is_some());
    ensure(!exchange.response.is_success() || !told, || {
        Finding::new(
            "status 401 without credentials",
            format!("status {} with `active`", exchange.response.status),
        )
        .at_body(&exchange, "/active")
    })
}
