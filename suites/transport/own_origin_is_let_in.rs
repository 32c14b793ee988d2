use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "own-origin-is-let-in",
    title: "a web page of the server's own origin, to which its CORS gives leave, is let in",
    level: Must,
    spec: &[
        MCP.must("basic/transports#security-warning").until(V2025_11_25),
        MCP.must("basic/transports/streamable-http#security--endpoint").since(V2026_07_28),
    ],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "The preflight says yes and the request is refused: a page of the server itself, such as its playground, \
          cannot use it. The guard against foreign pages refuses the public host of a server that was only ever \
          tried on its own machine.",
    fix: "Name the public origin where the guard has its list: `allowed_origins` of `TransportSecuritySettings` in \
          the SDK for Python, `allowedOrigins` in that for TypeScript.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        let authorized = answer.request.headers.first("authorization").is_some();
        let own = answer.request.url.origin().ascii_serialization();
        if authorized && answer.request.headers.first("origin") == Some(&own) {
            answer.response.status = 403;
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let control = session.greeting().await?;
    let own = control.request.url.origin().ascii_serialization();
    let exchange = session.observe(control.request.clone().with("origin", &own)).await?;
    if exchange.response.is_success() {
        return Ok(());
    }
    let preflight = Request::new("OPTIONS", control.request.url.clone())
        .with("origin", &own)
        .with("access-control-request-method", "POST")
        .with("access-control-request-headers", "authorization, content-type");
    let preflight = session.observe(preflight).await?;
    let allowed = preflight.response.headers.first("access-control-allow-origin");
    let gives_leave = allowed.is_some_and(|origin| origin == "*" || origin == own);
    if !(preflight.response.is_success() && gives_leave) {
        return Err(inapplicable("its CORS gives leave to no page of its own"));
    }
    Err(Finding::new("the answer that the request without `Origin` got", exchange.summary())
        .at_status(&exchange)
        .into())
}
