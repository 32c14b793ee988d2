use crate::{
    oauth::pkce::Pkce,
    prelude::*,
    steps::{browser_request, dead_end},
};

pub(super) const CHECK: Check = Check {
    id: "authorization-page-answers",
    title: "the client's authorization request leads the browser to a page or on to another host",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: EachClient,
    needs: Registration,
    why: "The browser shows an error and nothing tells the client: it waits for a callback that does not come. A 404 \
          mostly is a middleware that moved the path, a page of JSON an error that the person cannot act on. A \
          server that supports client ID metadata documents and cannot fetch the client's shows an error page here \
          as well.",
    fix: "Serve the authorization endpoint under the URL in the metadata, to GET and without a session. Exempt it \
          from localisation, authentication and firewall rules; in Next.js leave it out of the `matcher` of the \
          middleware.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        *answer.response = Response::html_with(404, "<!doctype html><title>404</title>");
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Where the walk was approved, its page answered. Where it was not, the same request is made once more under a fresh
/// `state` and challenge, since some servers refuse a request that they have seen.
async fn judge(session: &dyn Session) -> Judgement {
    let walk = session.walk().await;
    if walk.approval.is_some() {
        return Ok(());
    }
    let Some(request) = walk.authorization.clone() else {
        return Err(walk.ended_before("the walk to the authorization").into());
    };
    let request = request
        .with("state", Some(&session.nonce().text()))
        .with("code_challenge", Some(&Pkce::of(session.nonce()).challenge));
    let exchange = session.visit(browser_request(request.url)).await?;
    ensure(!dead_end(&exchange)?, || {
        Finding::new("a page, or a redirect to another host", exchange.summary()).at_status(&exchange)
    })
}
