use crate::{check::Part, fault::Site, oauth::resource::is_loopback, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "forwarding-headers-change-nothing",
    title: "forwarding header fields of a stranger change no URL in the challenge and in the metadata",
    level: Must,
    spec: &[RFC9700.must("4.13")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "A server that takes its own address from `X-Forwarded-Host` tells each client what the sender of a request \
          wants. One such answer in a cache, and every client is led to the stranger's authorization server.",
    fix: "Set the public URL in the configuration instead of reading it from requests, and let the proxy overwrite \
          `X-Forwarded-*` and `Forwarded`. nginx: `proxy_set_header X-Forwarded-Host $host`; uvicorn: the proxy's address in \
          `--forwarded-allow-ips`, not `*`; Express: `trust proxy` with addresses, not `true`.",
    fault: Fault::at(&[Endpoint::Mcp]).site(Site::PUBLIC).response(|answer| {
        let challenge = answer.response.headers.first("www-authenticate").map(str::to_owned);
        if let (Some(host), Some(challenge)) = (answer.request.headers.first("x-forwarded-host"), challenge) {
            let own = answer.request.url.host_str().unwrap_or_default();
            answer.response.headers.set("www-authenticate", challenge.replace(own, host));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Nobody can have this name (RFC 6761).
const STRANGER: &str = "stranger.invalid";

async fn judge(session: &dyn Session) -> Judgement {
    if is_loopback(session.target()) {
        return Err(inapplicable("on the same machine, a run may be taken for the proxy that is trusted"));
    }
    let challenge = session.unauthorized().await?.request.clone();
    let resource = session.resource_metadata().await.map(|document| document.exchange.request.clone());
    let server = session.server_metadata().await.map(|document| document.exchange.request.clone());
    for request in [Ok(challenge), resource, server].into_iter().flatten() {
        let exchange = session.observe(forwarded(request)).await?;
        if let Some(part) = echo(&exchange) {
            let observed = format!("`{STRANGER}`, which stood in `X-Forwarded-Host` of the request");
            return Err(Finding::new("the server's own host", observed).at(&exchange, part).into());
        }
    }
    Ok(())
}

/// Where an answer names the stranger: in what a client follows, or in a document that it believes.
fn echo(exchange: &Exchange) -> Option<Part> {
    let names = |field: &str| exchange.response.headers.all(field).any(|value| value.contains(STRANGER));
    let is_document = exchange.response.is_success() && exchange.response.json().is_some();
    let field = ["www-authenticate", "location"].into_iter().find(|field| names(field));
    let body = is_document && exchange.response.body.contains(STRANGER);
    field.map(Part::Header).or(body.then(|| Part::Body(String::new())))
}

/// The request as a stranger would forge it; its query keeps what comes back out of the caches of others.
fn forwarded(mut request: Request) -> Request {
    request.set_query("forwarded-by", Some("claude-conformance"));
    request
        .with("X-Forwarded-Host", STRANGER)
        .with("X-Forwarded-Proto", "https")
        .with("Forwarded", format!("host={STRANGER};proto=https"))
}
