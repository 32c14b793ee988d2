use axum::body::Body;
use reference_server::paths;
use serde_json::{Value, json};

use crate::{
    client::{Answer, Client, REDIRECT_URI, STATE, Server, metadata, request},
    mcp::status_with,
};

/// A registration, by what its client needs to manage it.
struct Registration {
    server: Server,
    uri: String,
    token: String,
    information: Value,
}

impl Registration {
    async fn new(server: &Server, method: &str) -> Self {
        let information = server.register(metadata(method)).await.json();
        let text = |name: &str| information[name].as_str().unwrap().to_owned();
        let (uri, token) = (text("registration_client_uri"), text("registration_access_token"));
        let path = uri.strip_prefix(crate::client::ORIGIN).unwrap();
        assert_eq!(path, format!("{}/{}", paths::REGISTRATION, text("client_id")));
        Self { server: server.clone(), uri: path.to_owned(), token, information }
    }

    async fn send(&self, method: &str, body: Option<&Value>) -> Answer {
        send(&self.server, method, &self.uri, Some(&format!("Bearer {}", self.token)), body).await
    }

    /// A complete update, with these members replaced.
    async fn update(&self, members: Value) -> Answer {
        let mut body = metadata(self.information["token_endpoint_auth_method"].as_str().unwrap());
        body["client_id"] = self.information["client_id"].clone();
        body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        self.send("PUT", Some(&body)).await
    }

    /// The client, with the secret that this information holds.
    fn client(&self, information: &Value) -> Client {
        Client {
            server: self.server.clone(),
            id: information["client_id"].as_str().unwrap().to_owned(),
            secret: information["client_secret"].as_str().map(ToOwned::to_owned),
            method: information["token_endpoint_auth_method"].as_str().unwrap().to_owned(),
        }
    }
}

async fn send(
    server: &Server,
    method: &str,
    path: &str,
    authorization: Option<&str>,
    body: Option<&Value>,
) -> Answer {
    let mut request = request(method, path).header("content-type", "application/json");
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    server.send(request.body(body).unwrap()).await
}

fn without_secret(information: &Value) -> Value {
    let mut information = information.clone();
    information.as_object_mut().unwrap().retain(|name, _| !name.starts_with("client_secret"));
    information
}

#[tokio::test]
async fn a_client_reads_everything_but_its_secret() {
    let server = Server::new().await;
    for method in ["none", "client_secret_basic"] {
        let registration = Registration::new(&server, method).await;
        let answer = registration.send("GET", None).await;
        assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (200, "no-store"));
        assert_eq!(answer.json(), without_secret(&registration.information));
    }
}

#[tokio::test]
async fn only_the_token_of_this_client_manages_it() {
    let server = Server::new().await;
    let (own, other) = (Registration::new(&server, "none").await, Registration::new(&server, "none").await);
    let access_token = own.client(&own.information).tokens().await["access_token"].clone();
    let bearer = |token: &str| Some(format!("Bearer {token}"));
    let unknown = format!("{}/unknown", paths::REGISTRATION);
    for method in ["GET", "PUT", "DELETE"] {
        for (path, authorization, challenge) in [
            (&own.uri, None, r#"Bearer realm="registration""#),
            (&own.uri, Some(format!("Basic {}", own.token)), r#"Bearer realm="registration""#),
            (&unknown, None, r#"Bearer realm="registration""#),
            (&own.uri, bearer(&other.token), r#"Bearer realm="registration", error="invalid_token""#),
            (
                &own.uri,
                bearer(access_token.as_str().unwrap()),
                r#"Bearer realm="registration", error="invalid_token""#,
            ),
            (&unknown, bearer(&own.token), r#"Bearer realm="registration", error="invalid_token""#),
        ] {
            let answer = send(&server, method, path, authorization.as_deref(), Some(&json!({}))).await;
            assert_eq!((answer.status.as_u16(), answer.header("www-authenticate")), (401, challenge));
            assert_eq!(answer.json().get("error").is_some(), challenge.contains("error"));
        }
    }
    assert_eq!(own.send("GET", None).await.status, 200, "and nothing of it did anything");
    assert_eq!(send(&server, "POST", &own.uri, bearer(&own.token).as_deref(), None).await.status, 405);
}

#[tokio::test]
async fn an_update_replaces_everything() {
    let registration = Registration::new(&Server::new().await, "none").await;
    let id = &registration.information["client_id"];
    let body = json!({
        "client_id": id,
        "redirect_uris": ["https://example.com/new"],
        "token_endpoint_auth_method": "none",
        "client_uri": "https://example.com/",
        "client_name": null,
    });
    let answer = registration.send("PUT", Some(&body)).await;
    assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (200, "no-store"));
    let expected = json!({
        "client_id": id,
        "client_id_issued_at": registration.information["client_id_issued_at"],
        "registration_access_token": registration.token,
        "registration_client_uri": registration.information["registration_client_uri"],
        "redirect_uris": ["https://example.com/new"],
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "scope": "mcp:read mcp:write",
        "client_uri": "https://example.com/",
    });
    assert_eq!(answer.json(), expected);
    assert_eq!(registration.send("GET", None).await.json(), expected);
    let client = registration.client(&expected);
    assert_eq!(client.authorize(&[]).await.status, 400, "the old redirect URI is gone");
    let page = client.authorize(&[("redirect_uri", "https://example.com/new")]).await;
    assert_eq!(page.status, 200);
}

#[tokio::test]
async fn an_update_changes_nothing_that_this_server_issued() {
    let registration = Registration::new(&Server::new().await, "client_secret_post").await;
    let information = &registration.information;
    for (name, value) in [
        ("client_id", json!("other")),
        ("client_id", json!(null)),
        ("client_secret", json!("chosen")),
        ("client_secret_expires_at", json!(0)),
        ("client_id_issued_at", information["client_id_issued_at"].clone()),
        ("registration_access_token", information["registration_access_token"].clone()),
        ("registration_client_uri", information["registration_client_uri"].clone()),
        ("client_name", json!(5)),
    ] {
        let answer = registration.update(json!({ name: value })).await;
        assert_eq!(answer.error(), (400, "invalid_client_metadata".to_owned()), "{name}: {value}");
    }
    let answer = registration.update(json!({ "redirect_uris": [] })).await;
    assert_eq!(answer.error(), (400, "invalid_redirect_uri".to_owned()));
    assert_eq!(registration.send("GET", None).await.json(), without_secret(information));

    let confirmed = json!({ "client_secret": information["client_secret"], "client_secret_expires_at": null, "client_name": "B" });
    let answer = registration.update(confirmed).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["client_name"]), (200, &json!("B")));
    let tokens = registration.client(information).tokens().await;
    assert!(tokens["access_token"].is_string(), "the secret stayed");
}

#[tokio::test]
async fn a_client_gets_a_secret_and_loses_it_with_its_method() {
    let registration = Registration::new(&Server::new().await, "none").await;
    let tokens = registration.client(&registration.information).tokens().await;
    let confidential =
        registration.update(json!({ "token_endpoint_auth_method": "client_secret_basic" })).await;
    let confidential = confidential.json();
    assert_eq!(confidential["client_secret"].as_str().unwrap().len(), 43);
    assert_eq!(confidential["client_secret_expires_at"], 0);
    let refused = registration.client(&registration.information).refresh(&tokens["refresh_token"]).await;
    assert_eq!(refused.error(), (401, "invalid_client".to_owned()));
    let refreshed = registration.client(&confidential).refresh(&tokens["refresh_token"]).await;
    assert_eq!(refreshed.status, 200, "what the user granted goes on");

    let post = registration.update(json!({ "token_endpoint_auth_method": "client_secret_post" })).await;
    assert_eq!(post.json().get("client_secret"), None, "it has one");
    let public = registration.update(json!({ "token_endpoint_auth_method": "none" })).await.json();
    assert_eq!(public.get("client_secret"), None);
    let refused = registration.client(&confidential).refresh(&refreshed.json()["refresh_token"]).await;
    assert_eq!(refused.error(), (401, "invalid_client".to_owned()));
    let refreshed = registration.client(&public).refresh(&refreshed.json()["refresh_token"]).await;
    assert_eq!(refreshed.status, 200);
}

#[tokio::test]
async fn deletion_ends_the_client_and_what_users_granted() {
    let server = Server::new().await;
    let (registration, other) =
        (Registration::new(&server, "none").await, Registration::new(&server, "none").await);
    let client = registration.client(&registration.information);
    let (tokens, code) = (client.tokens().await, client.code().await);
    let others = other.client(&other.information).tokens().await;

    let answer = registration.send("DELETE", None).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (204, ""));
    assert_eq!(status_with(&server, &tokens["access_token"]).await, 401);
    let invalid_client = (401, "invalid_client".to_owned());
    assert_eq!(client.refresh(&tokens["refresh_token"]).await.error(), invalid_client);
    assert_eq!(client.redeem(&code).await.error(), invalid_client);
    assert_eq!(client.authorize(&[("state", STATE), ("redirect_uri", REDIRECT_URI)]).await.status, 400);
    assert_eq!(registration.send("GET", None).await.status, 401);
    assert_eq!(status_with(&server, &others["access_token"]).await, 200, "and nobody else's");
}
