use reference_server::{Service, paths};
use tower::ServiceExt as _;

use crate::client::{Server, request, settings};

#[tokio::test]
async fn a_server_whose_store_answers_is_healthy() {
    let answer = Server::new().await.get(paths::HEALTH).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "ok\n"));
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn what_was_done_is_counted() {
    let server = Server::new().await;
    let client = server.client("none").await;
    let tokens = client.tokens().await;
    client.refresh(&tokens["refresh_token"]).await;
    client.redeem("unknown").await;
    server.get("/mcp").await;
    server.get("/made-up-by-a-client").await;

    let answer = server.get(paths::METRICS).await;
    assert_eq!(answer.header("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    for line in [
        r#"http_requests_total{method="POST",route="/oauth/token",status="2xx"} 2"#,
        r#"http_requests_total{method="POST",route="/oauth/token",status="4xx"} 1"#,
        r#"http_requests_total{method="GET",route="/mcp",status="4xx"} 1"#,
        r#"http_requests_total{method="GET",route="none",status="4xx"} 1"#,
        r#"tokens_issued_total{grant_type="authorization_code"} 1"#,
        r#"tokens_issued_total{grant_type="refresh_token"} 1"#,
        r#"requests_refused_total{error="invalid_grant"} 1"#,
        "clients_registered_total 1",
    ] {
        let line = format!("reference_server_{line}");
        assert!(answer.body.lines().any(|known| known == line), "expected {line} in {}", answer.body);
    }
    assert!(!answer.body.contains("made-up"), "{}", answer.body);
}

#[tokio::test]
async fn monitoring_can_be_served_elsewhere_only() {
    let mut settings = settings();
    settings.monitored_elsewhere = true;
    let elsewhere = Service::open(settings.clone()).await.unwrap().monitoring();
    let server = Server::with(settings).await;
    for path in [paths::HEALTH, paths::METRICS] {
        assert_eq!(server.get(path).await.status, 404, "{path}");
        let request = request("GET", path).body(axum::body::Body::empty()).unwrap();
        assert_eq!(elsewhere.clone().oneshot(request).await.unwrap().status(), 200, "{path}");
    }
}
