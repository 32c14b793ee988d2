use crate::{
    prelude::*,
    query,
    steps::Ending,
    violation::{error_redirect, unsupported},
};

pub(super) const CHECK: Check = Check {
    id: "error-redirect-names-a-registered-error",
    title: "a request that cannot be granted goes back to the client with a registered error in the query",
    level: Must,
    spec: &[RFC6749.must("4.1.2.1")],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Registration,
    why: "The client waits for its callback. Where the browser shows JSON or a failure of the server instead, the \
          user sees nothing that helps, and the client times out without a reason.",
    fix: "Once the client and its redirect URI are known, redirect with `error`, `state` and `iss` in the query; else \
          show a page in words that a person understands. An exception of a library is neither.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        if answer.request.query("response_type").as_deref() == Some("unknown") {
            let body = json!({"error": "unsupported_response_type"});
            *answer.response = Response::json_with(400, &body);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// The codes that the registry of OAuth has for an authorization response (RFC 6749 §11.4).
const REGISTERED: &[&str] = &[
    "invalid_request",
    "unauthorized_client",
    "access_denied",
    "unsupported_response_type",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
    "invalid_target",
    "interaction_required",
    "login_required",
    "account_selection_required",
    "consent_required",
    "request_not_supported",
];

/// A page that tells the person is no failure: a server need not trust a client that registered itself (RFC 9700 §4.11.2).
async fn judge(session: &dyn Session) -> Judgement {
    if let Ending::Stopped(exchange) = unsupported(session).await? {
        let response = &exchange.response;
        let is_readable = response.is_html() || response.media_type() == "text/plain";
        if response.status >= 500 || !is_readable {
            let expected = "a redirect to the client with an `error`, or a page for the person";
            return Err(Finding::new(expected, exchange.summary()).at_status(&exchange).into());
        }
    }
    let (exchange, target) = error_redirect(session).await?;
    let error = query::value(&target, "error");
    ensure(error.as_deref().is_some_and(|error| REGISTERED.contains(&error)), || {
        let observed = error.map_or("no `error` in the query".into(), |error| format!("`{error}`"));
        Finding::new("an `error` that is registered, in the query", observed).at_header(&exchange, "location")
    })
}
