use std::time::Duration;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use reference_server::paths;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde_json::{Value, json};

use crate::{
    client::{ORIGIN, Server, settings},
    mcp::status_with,
};

fn bytes(part: &str) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()
}

fn read(part: &str) -> Value {
    serde_json::from_slice(&bytes(part)).unwrap()
}

fn parts(token: &Value) -> [String; 3] {
    let parts: Vec<_> = token.as_str().unwrap().split('.').map(ToOwned::to_owned).collect();
    parts.try_into().unwrap()
}

async fn key(server: &Server, kid: &Value) -> Value {
    let set = server.get(paths::KEY_SET).await.json();
    set["keys"].as_array().unwrap().iter().find(|key| key["kid"] == *kid).unwrap().clone()
}

#[tokio::test]
async fn a_resource_server_elsewhere_can_verify_it_by_the_key_set() {
    let server = Server::new().await;
    let client = server.client("none").await;
    let [header, claims, signature] = parts(&client.tokens().await["access_token"]);
    let signed = format!("{header}.{claims}");
    let (header, mut claims) = (read(&header), read(&claims));
    assert_eq!((&header["typ"], &header["alg"]), (&json!("at+jwt"), &json!("ES256")));

    let key = key(&server, &header["kid"]).await;
    let coordinate = |name: &str| bytes(key[name].as_str().unwrap());
    let point = [vec![4], coordinate("x"), coordinate("y")].concat();
    let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
    assert!(public.verify(signed.as_bytes(), &bytes(&signature)).is_ok());

    let members = claims.as_object_mut().unwrap();
    let lifetime =
        members.remove("exp").unwrap().as_u64().unwrap() - members.remove("iat").unwrap().as_u64().unwrap();
    assert_eq!(lifetime, 3600);
    assert!(members.remove("jti").is_some());
    let said = json!({ "iss": ORIGIN, "aud": format!("{ORIGIN}/mcp"), "sub": "demo", "client_id": client.id,
        "scope": "mcp:read mcp:write" });
    assert_eq!(claims, said);
}

#[tokio::test]
async fn a_given_rsa_key_signs_by_rs256() {
    let mut settings = settings();
    settings.sign_by(include_bytes!("../data/rsa-2048.pem")).unwrap();
    let server = Server::with(settings).await;
    let token = &server.client("none").await.tokens().await["access_token"];
    let [header, claims, signature] = parts(token);
    let key = key(&server, &read(&header)["kid"]).await;
    let number = |name: &str| bytes(key[name].as_str().unwrap());
    let public = RsaPublicKeyComponents { n: number("n"), e: number("e") };
    let message = format!("{header}.{claims}");
    assert!(public.verify(&RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), &bytes(&signature)).is_ok());
    assert_eq!(status_with(&server, token).await, 200);
}

#[tokio::test]
async fn a_token_that_was_changed_is_refused() {
    let server = Server::new().await;
    let token = &server.client("none").await.tokens().await["access_token"];
    let [header, claims, signature] = parts(token);
    let encode = |part: &Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
    let none = json!({ "typ": "at+jwt", "alg": "none" });
    let mut secret = read(&header);
    secret["alg"] = "HS256".into();
    let mut more = read(&claims);
    more["sub"] = "admin".into();
    for forged in [
        format!("{}.{claims}.", encode(&none)),
        format!("{}.{claims}.{signature}", encode(&secret)),
        format!("{header}.{}.{signature}", encode(&more)),
        format!("{header}.{claims}."),
        format!("{header}.{claims}.{}", BASE64_URL_SAFE_NO_PAD.encode([0; 64])),
        format!("{header}.{claims}"),
        "..".to_owned(),
    ] {
        assert_eq!(status_with(&server, &forged.clone().into()).await, 401, "{forged}");
    }
    assert_eq!(status_with(&server, token).await, 200, "the one that was issued");
}

#[tokio::test]
async fn a_token_of_another_server_with_the_same_name_is_refused() {
    let (server, impostor) = (Server::new().await, Server::new().await);
    let token = &impostor.client("none").await.tokens().await["access_token"];
    assert_eq!(status_with(&impostor, token).await, 200);
    assert_eq!(status_with(&server, token).await, 401);
}

#[tokio::test]
async fn keys_rotate_and_the_old_one_verifies_as_long_as_its_tokens_live() {
    let (server, advance) = Server::with_clock().await;
    let client = server.client("none").await;
    let kids = || async {
        let set = server.get(paths::KEY_SET).await.json();
        set["keys"].as_array().unwrap().iter().map(|key| key["kid"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(kids().await.len(), 1);
    advance(Duration::from_secs(24 * 3600 - 1));
    let token = &client.tokens().await["access_token"];
    advance(Duration::from_mins(30));
    let next = &client.tokens().await["access_token"];
    assert_ne!(read(&parts(token)[0])["kid"], read(&parts(next)[0])["kid"]);
    assert_eq!(kids().await.len(), 2);
    assert_eq!((status_with(&server, token).await, status_with(&server, next).await), (200, 200));
    advance(Duration::from_secs(1801));
    assert_eq!((status_with(&server, token).await, status_with(&server, next).await), (401, 200));
    assert_eq!(kids().await.len(), 1, "nothing is left that the old key signed");
}
