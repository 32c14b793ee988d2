use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "signed-metadata-names-its-issuer",
    title: "`signed_metadata` is a signed JWT with an `iss`",
    level: Must,
    spec: &[RFC8414.must("2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "A client that wants signed metadata learns from `iss` whose keys to ask for, and refuses what nobody \
          signed. No Claude client is known to read it.",
    fix: "Sign it by an algorithm other than `none` and set `iss` to who signs; or leave the member out.",
    fault: Fault::at(&[Endpoint::ServerMetadata])
        .response(|answer| answer.set_member("signed_metadata", json!("eyJhbGciOiJFUzI1NiJ9.e30.AAAA"))),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let Some(signed) = document.json.get("signed_metadata") else {
        return Err(inapplicable("the metadata is not signed"));
    };
    let parts: Vec<_> = signed.as_str().unwrap_or_default().split('.').collect();
    let observed = match parts[..] {
        [header, payload, signature] if !signature.is_empty() => {
            let (header, payload) = (decoded(header), decoded(payload));
            match (header["alg"].as_str(), payload["iss"].as_str()) {
                (Some("none") | None, _) => "no algorithm",
                (_, None) => "no `iss`",
                _ => return Ok(()),
            }
        }
        _ => "no three parts",
    };
    let finding = Finding::new("a signed JWT with an `iss`", observed);
    Err(finding.at_body(&document.exchange, "/signed_metadata").into())
}

/// The JSON in a part of a JWT; null where there is none.
fn decoded(part: &str) -> Value {
    let bytes = URL_SAFE_NO_PAD.decode(part).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}
