use super::opening;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "method-not-allowed-lists-methods",
    title: "status 405 comes with `Allow`",
    level: Must,
    spec: &[RFC9110.must("15.5.6")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "The field tells which methods there are instead: without it a person who debugs a connection cannot tell \
          a wrong method from a wrong URL.",
    fix: "Send `Allow` with each 405, `Allow: POST` where the MCP endpoint has no stream. Many frameworks do it by \
          themselves where the route, and not the handler, refuses the method.",
    fault: Fault::at(&[Endpoint::Mcp, Endpoint::Token]).response(|answer| {
        if answer.response.status == 405 {
            answer.response.headers.remove("allow");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A DELETE is not tried: some servers have one session for everybody.
async fn judge(session: &dyn Session) -> Judgement {
    let greeting = session.greeting().await?;
    let put = Request { method: "PUT".into(), ..greeting.request.clone() };
    let mut requests = vec![Request { body: "{}".into(), ..put }];
    if let Ok(opening) = opening(session).await {
        requests.push(session.stream(&opening));
    }
    if let Ok(endpoint) = session.endpoint("token_endpoint").await {
        requests.push(session.metadata_request(endpoint));
    }
    let mut refused = false;
    for request in requests {
        let Ok(exchange) = session.observe(request).await else { continue };
        let is_refusal = exchange.response.status == 405;
        refused |= is_refusal;
        ensure(!is_refusal || exchange.response.headers.first("allow").is_some(), || {
            let method = &exchange.request.method;
            Finding::new("`Allow`", format!("none in the answer to {method}")).at_header(&exchange, "allow")
        })?;
    }
    if refused { Ok(()) } else { Err(inapplicable("nothing was refused with status 405")) }
}
