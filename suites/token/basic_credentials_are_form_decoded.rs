use base64::{Engine, engine::general_purpose::STANDARD};
use url::form_urlencoded::byte_serialize;

use super::{basic_client, grants};
use crate::{
    json::answer,
    oauth::token::Secret,
    prelude::*,
    steps::dead_codes::{has_dead_code, lacks_a_code_only},
};

pub(super) const CHECK: Check = Check {
    id: "basic-credentials-are-form-decoded",
    title: "the two halves of HTTP Basic credentials are form-decoded",
    level: Must,
    spec: &[RFC6749.must("2.3.1"), OAUTH_2_1.must("2.4.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "A client encodes both halves first, so that a colon in an identifier does no harm. Where the server does not \
          decode, credentials with a special character work with some clients and not with others; with letters and \
          digits nobody notices.",
    fix: "Split what comes after `Basic` at the colon, then decode each half as a form does: `%3A` is a colon, `+` a \
          blank.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        let basic = answer
            .request
            .headers
            .first("authorization")
            .and_then(|field| field.strip_prefix("Basic "));
        let pair = basic.and_then(|pair| STANDARD.decode(pair).ok()).unwrap_or_default();
        if pair.contains(&b'%') {
            *answer.response = Response::json_with(401, &json!({"error": "invalid_client"}));
            answer.response.headers.add("www-authenticate", "Basic");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Each character of the identifier is encoded, which a form allows; the secret is sent as ever.
async fn judge(session: &dyn Session) -> Judgement {
    let (client, request) = basic_client(session).await?;
    let has_live_code = !has_dead_code(&request);
    let id = client.credentials.client_id.bytes();
    let encoded = id.map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let secret = client.credentials.client_secret.as_ref().map_or("", Secret::reveal);
    let secret: String = byte_serialize(secret.as_bytes()).collect();
    let pair = STANDARD.encode(format!("{encoded}:{secret}"));
    let exchange = session.observe(request.with("Authorization", format!("Basic {pair}"))).await?;
    if exchange.response.status >= 500 {
        return Err(Obstacle::step("the token request", answer(&exchange)).into());
    }
    if has_live_code && lacks_a_code_only(&exchange) {
        return Err(Obstacle::step("the token request", answer(&exchange)).into());
    }
    let expected = if has_live_code { "tokens" } else { "the error `invalid_grant`" };
    ensure(lacks_a_code_only(&exchange) || grants(&exchange), || {
        Finding::new(format!("{expected}, as without the encoding"), answer(&exchange)).at_status(&exchange)
    })
}
