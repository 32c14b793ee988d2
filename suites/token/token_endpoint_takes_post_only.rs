use super::ensure_noticed;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "token-endpoint-takes-post-only",
    title: "a token request by GET is not answered like one by POST",
    level: Must,
    spec: &[RFC6749.must("3.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "A code in the query of a URL is written to the log of every proxy on the way, and is good until it is \
          redeemed. The clients send POST.",
    fix: "Route the token endpoint for POST only, and read the parameters from the body.",
    fault: Fault::at(&[Endpoint::Token]).request(|asked| {
        if asked.request.method == "GET" {
            asked.request.method = "POST".into();
            asked.request.body = asked.request.url.query().unwrap_or_default().into();
            asked.request.url.set_query(None);
            asked.request.headers.set("content-type", "application/x-www-form-urlencoded");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// The control is the same request by POST. A secret stays out of the URL, where it would end in logs: what has one is
/// a client of the checks' own.
async fn judge(session: &dyn Session) -> Judgement {
    let mut client = session.registration().await?;
    if client.credentials.client_secret.is_some() {
        client = session.spare_client(client.credentials.method).await?;
    }
    let mut request = session.sound_request(&client).await?.without("Content-Type");
    request.method = "GET".into();
    request.url.set_query(Some(&request.body));
    request.body.clear();
    let exchange = session.observe(request).await?;
    ensure_noticed(&exchange, "a refusal of the method, as with status 405")
}
