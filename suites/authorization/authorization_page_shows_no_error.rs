use crate::{prelude::*, vendor_error::vendor_error};

pub(super) const CHECK: Check = Check {
    id: "authorization-page-shows-no-error",
    title: "the page that the client's authorization request gets is not an error of the identity provider",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: EachClient,
    needs: Registration,
    why: "Identity providers show some errors as an ordinary page: Entra refuses `resource` beside a scope of another \
          form with AADSTS9010010, and Auth0 has no connection for a client that registered itself. The client waits \
          for a callback that does not come (many reports).",
    fix: "Entra: list whole scopes, `api://…/scope`, in `scopes_supported`, or put a proxy in front that takes \
          `resource` away; mcp-remote has `--disable-resource-parameter`. Auth0: promote a connection to the domain \
          level and let third-party clients use the API.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        if answer.response.is_success() {
            answer.response.body = "<!doctype html><p>AADSTS9010010: the resource does not match".into();
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Where the walk was approved, its page showed no error. Where it was not, the inspected request gets the same page.
async fn judge(session: &dyn Session) -> Judgement {
    if session.walk().await.approval.is_some() {
        return Ok(());
    }
    let exchange = session.authorization_page().await?;
    let error = vendor_error(&exchange);
    ensure(error.is_none(), || {
        let observed = error.unwrap_or_default();
        Finding::new("a page on which the person can sign in or approve", observed).at_status(&exchange)
    })
}
