use serde_json::{Map, Value};

use super::unreadable::Unreadable;
use crate::{
    client::{ClientMetadata, RequestedMetadata},
    redirect_uri::RedirectUri,
};

/// Reads the metadata document of the client that is identified by `id` (draft-ietf-oauth-client-id-metadata-document,
/// Client ID Metadata Document; MCP 2025-11-25, Authorization, Client ID Metadata Documents).
///
/// The document was written for every server there is. So what this one does not support is left out, redirect URIs too,
/// and the document is refused only if nothing usable is left; a registration, whose answer its client reads, is stricter.
pub(super) fn read(id: &str, json: &[u8]) -> Result<ClientMetadata, Unreadable> {
    let object: Map<String, Value> = serde_json::from_slice(json).map_err(|_| Unreadable::NoMetadata)?;
    if object.get("client_id").and_then(Value::as_str) != Some(id) {
        return Err(Unreadable::ClientId);
    }
    if holds_secret(&object) {
        return Err(Unreadable::Secret);
    }
    let mut requested = RequestedMetadata::read(object).ok_or(Unreadable::NoMetadata)?;
    // A document can hold no shared secret, so the default of RFC 7591, `client_secret_basic`, cannot be meant.
    let method = requested.token_endpoint_auth_method.get_or_insert_with(|| "none".to_owned());
    if method != "none" {
        return Err(Unreadable::AuthenticationMethod);
    }
    if let Some(uris) = &mut requested.redirect_uris {
        uris.retain(|uri| RedirectUri::parse(uri).is_ok());
    }
    let metadata = requested.accept()?;
    if metadata.client_name.is_none() {
        return Err(Unreadable::ClientName);
    }
    Ok(metadata)
}

/// Is there something that nobody but the client may know (Credential and Key Material Restrictions)? The member `d` makes a
/// JSON Web Key private, and `k` is the key itself (RFC 7518 sections 6.2.2, 6.3.2 and 6.4).
fn holds_secret(object: &Map<String, Value>) -> bool {
    let is_there = |name: &&str| object.get(*name).is_some_and(|value| !value.is_null());
    let is_private = |key: &Value| key.get("d").is_some() || key.get("k").is_some();
    let keys = object.get("jwks").and_then(|jwks| jwks.get("keys")).and_then(Value::as_array);
    ["client_secret", "client_secret_expires_at"].iter().any(is_there)
        || keys.is_some_and(|keys| keys.iter().any(is_private))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "https://client.example/metadata.json";

    /// The smallest document that MCP allows, with these members added or replaced.
    fn with(members: &Value) -> Result<ClientMetadata, Unreadable> {
        let mut document = json!({ "client_id": ID, "client_name": "Client", "redirect_uris": ["https://client.example/cb"] });
        let object = document.as_object_mut().unwrap();
        object.extend(members.as_object().unwrap().clone());
        read(ID, document.to_string().as_bytes())
    }

    #[test]
    fn what_other_servers_may_support_is_left_out() {
        let metadata = with(&json!({
            "token_endpoint_auth_method": null,
            "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer", "refresh_token", "authorization_code"],
            "redirect_uris": ["cursor://callback", "https://client.example/cb", "http://client.example/cb"],
            "client_secret": null,
            "jwks": { "keys": [{ "kty": "EC", "x": "…", "y": "…" }] },
            "anything": { "else": true },
        }));
        assert_eq!(
            json!(metadata.unwrap()),
            json!({
                "redirect_uris": ["https://client.example/cb"],
                "token_endpoint_auth_method": "none",
                "grant_types": ["authorization_code", "refresh_token"],
                "response_types": ["code"],
                "scope": "",
                "client_name": "Client",
            })
        );
    }

    #[test]
    fn the_client_id_is_compared_as_a_string() {
        assert!(with(&json!({})).is_ok());
        for other in [json!("https://client.example/metadata.json?"), json!(null), json!([ID])] {
            assert_eq!(with(&json!({ "client_id": other })), Err(Unreadable::ClientId));
        }
    }

    #[test]
    fn a_public_document_holds_no_secret() {
        for members in [
            json!({ "client_secret": "x" }),
            json!({ "client_secret_expires_at": 0 }),
            json!({ "jwks": { "keys": [{ "kty": "OKP", "x": "…" }, { "kty": "OKP", "x": "…", "d": "…" }] } }),
            json!({ "jwks": { "keys": [{ "kty": "oct", "k": "…" }] } }),
        ] {
            assert_eq!(with(&members), Err(Unreadable::Secret), "{members}");
        }
    }

    #[test]
    fn a_client_that_could_not_work_is_refused() {
        for method in ["client_secret_post", "client_secret_basic", "client_secret_jwt", "private_key_jwt"] {
            let refused = with(&json!({ "token_endpoint_auth_method": method }));
            assert_eq!(refused, Err(Unreadable::AuthenticationMethod), "{method}");
        }
        for uris in [json!([]), json!(null), json!(["http://client.example/cb"])] {
            let refused = with(&json!({ "redirect_uris": uris }));
            assert!(matches!(refused, Err(Unreadable::Metadata(_))), "{uris}");
        }
        assert_eq!(with(&json!({ "client_name": "" })), Err(Unreadable::ClientName));
        assert_eq!(with(&json!({ "client_name": 5 })), Err(Unreadable::NoMetadata));
        for json in ["[]", "\"text\"", "{", ""] {
            assert_eq!(read(ID, json.as_bytes()), Err(Unreadable::NoMetadata), "{json}");
        }
    }
}
