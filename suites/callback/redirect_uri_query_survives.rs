use super::set_parameter;
use crate::{oauth::token::ClientAuthentication, prelude::*, query};

pub(super) const CHECK: Check = Check {
    id: "redirect-uri-query-survives",
    title: "a query that the registered redirect URI has is still there when the browser comes back",
    level: Must,
    spec: &[RFC6749.must("3.1.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "A client that tells its callbacks apart by a parameter cannot find its own. Those of the Claude clients have \
          none.",
    fix: "Add `code`, `state` and `iss` to the query that is there, with `&`, and do not replace it.",
    fault: Fault::at(&[Endpoint::Consent]).response(|answer| set_parameter(answer, "tenant", None)),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    if session.server_metadata().await?.json.get("registration_endpoint").is_none() {
        return Err(inapplicable("the authorization server publishes no `registration_endpoint`"));
    }
    let known = session.registration().await?;
    let redirect_uri = format!("{}?tenant=1", known.redirect_uri);
    let metadata = session.client_metadata(ClientAuthentication::None, &redirect_uri).await;
    let exchange = session.observe(session.registration_request(&metadata).await?).await?;
    if (400..500).contains(&exchange.response.status) {
        return Err(inapplicable("the authorization server registers no redirect URI with a query"));
    }
    let client = session.register(&metadata).await?;
    let approval = session.approval_for(&client).await?;
    let callback = &approval.callback;
    ensure(query::value(&callback.url, "tenant").as_deref() == Some("1"), || {
        Finding::new("`tenant=1` in the query, as registered", "no such parameter").at_way_back(callback)
    })
}
