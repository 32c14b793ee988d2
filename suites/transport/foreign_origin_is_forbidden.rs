use super::opening;
use crate::{oauth::resource::is_loopback, prelude::*, steps::Opening};

pub(super) const CHECK: Check = Check {
    id: "foreign-origin-is-forbidden",
    title: "a request with the `Origin` of a foreign web page gets status 403",
    level: Must,
    spec: &[
        MCP.must("basic/transports#security-warning").until(V2025_11_25),
        MCP.must("basic/transports/streamable-http#security--endpoint").since(V2026_07_28),
    ],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "A web page can let the name of its own host lead to a server in the network of whoever looks at it. The \
          token that each request needs keeps such a page out; the check of `Origin` does so where a token is at \
          hand, as in a browser that an inspector runs in.",
    fix: "Answer 403 to an `Origin` that you do not know, whatever the method, and let requests without one pass: \
          no Claude client sends it. In the SDK for TypeScript put `originValidationResponse` before the \
          handler (2.x), or give the transport `allowedOrigins` and `enableDnsRebindingProtection` (1.x); in that for \
          Python it is `TransportSecuritySettings`.",
    fault: Fault::at(&[Endpoint::Mcp]).request(|asked| {
        if asked.request.headers.first("origin") == Some(FOREIGN) {
            asked.request.headers.remove("origin");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

const FOREIGN: &str = "https://a-foreign-page.example";

/// Before 2025-11-25 no status was named. The header field keeps away the pages that rebind a name to a server in their
/// visitor's network; which pages may ask a public server that a token guards is that server's to say, and it may say all.
async fn judge(session: &dyn Session) -> Judgement {
    if !is_loopback(session.target()) && !session.anonymous().await?.response.is_success() {
        return Err(inapplicable("a public server that a token guards may let every web page ask"));
    }
    let control = session.greeting().await?;
    let mut probes = vec![control.request.clone()];
    probes.extend(streaming(session).await.map(|opening| session.stream(&opening)));
    for request in probes {
        let exchange = session.observe(request.with("origin", FOREIGN)).await?;
        let allowed = exchange.response.headers.first("access-control-allow-origin");
        let is_for_all = allowed.is_some_and(|origin| origin == "*" || origin == FOREIGN);
        if exchange.response.is_success() && is_for_all && !is_loopback(session.target()) {
            return Err(inapplicable("its CORS lets web pages of every origin in"));
        }
        let status = exchange.response.status;
        if status >= 500 {
            return Err(Obstacle::step("the request with `Origin`", exchange.summary()).into());
        }
        let refuses = status == 403 || (session.revision() < V2025_11_25 && status >= 400);
        ensure(refuses, || {
            let observed = format!("{} to {}", exchange.summary(), exchange.request.method);
            Finding::new("status 403", observed).at_status(&exchange)
        })?;
    }
    Ok(())
}

/// A server that has an event stream, by which the check of a GET shows.
async fn streaming(session: &dyn Session) -> Option<Opening> {
    let opening = opening(session).await.ok()?;
    let answer = session.observe(session.stream(&opening)).await.ok()?;
    (answer.response.media_type() == "text/event-stream").then_some(opening)
}
