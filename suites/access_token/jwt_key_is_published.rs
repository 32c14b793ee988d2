use std::sync::Arc;

use super::profiled;
use crate::{check::Shortfall, oauth::jwt::Jwt, prelude::*, spec::RFC9068};

pub(super) const CHECK: Check = Check {
    id: "jwt-key-is-published",
    title: "the key that signed an access token of the type `at+jwt` is among those at `jwks_uri`",
    level: Should,
    spec: &[RFC9068.should("4")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "An endpoint that takes its keys from there refuses every token that another key signed: after a rotation, or \
          where each replica has a key of its own, some users are signed out at random.",
    fix: "Publish a key before it signs and as long as its tokens live, with the `kid` that they name, and share the keys \
          among the replicas.",
    fault: Fault::at(&[Endpoint::KeySet]).response(|answer| {
        answer.edit_json(|body| {
            for key in body["keys"].as_array_mut().into_iter().flatten() {
                key["kid"] = json!("another-key");
            }
        });
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (_, jwt) = profiled(session).await?;
    if kind(&jwt).is_none() {
        return Err(inapplicable("the token is not signed by a key that could be published"));
    }
    let (exchange, key) = published_key(session, &jwt).await?;
    ensure(key.is_some(), || {
        let named = jwt.header["kid"].as_str().map(|kid| format!(" called `{kid}`"));
        let kind = kind(&jwt).unwrap_or_default();
        let expected = format!("a key of the kind `{kind}`{}", named.unwrap_or_default());
        Finding::new(expected, "none").at_body(&exchange, "/keys")
    })
}

/// The published key that a token names, or the first of its kind where it names none. With where it was looked for: the
/// key set, or the metadata that name none.
pub(super) async fn published_key(
    session: &dyn Session,
    jwt: &Jwt,
) -> Result<(Arc<Exchange>, Option<Value>), Shortfall> {
    let metadata = session.server_metadata().await?;
    let Some(url) = metadata.url("jwks_uri") else { return Ok((metadata.exchange, None)) };
    let exchange = session.observe(session.metadata_request(url)).await?;
    let body = exchange.response.json().filter(|_| exchange.response.is_success()).unwrap_or_default();
    let Some(keys) = body["keys"].as_array() else {
        return Err(Obstacle::step("the request for the keys", exchange.summary()).into());
    };
    let is_it = |key: &&Value| {
        let is_named = jwt.header.get("kid").is_none_or(|kid| key.get("kid").is_none_or(|name| name == kid));
        is_named && kind(jwt).is_some_and(|kind| key["kty"] == kind)
    };
    let key = keys.iter().find(is_it).cloned();
    Ok((exchange, key))
}

/// The kind of key that the algorithm of a token needs (RFC 7518 §3.1, RFC 8037 §3.1); none for a shared secret.
fn kind(jwt: &Jwt) -> Option<&'static str> {
    match jwt.header["alg"].as_str()?.get(..2)? {
        "RS" | "PS" => Some("RSA"),
        "ES" => Some("EC"),
        "Ed" => Some("OKP"),
        _ => None,
    }
}
