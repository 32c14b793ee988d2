use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use futures::{FutureExt as _, future::join_all};
use http::StatusCode;
use reference_server::Clock;
use tokio::sync::Notify;

use super::{DocumentServer, assert_told, client};
use crate::client::{Client, Server};

fn unavailable() -> Response {
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

/// The client at `/client`, at a server whose time stands still.
async fn client_in_time(documents: &DocumentServer) -> (Client, impl Fn(Duration) + use<>) {
    let (clock, advance) = Clock::manual();
    let mut settings = documents.settings();
    settings.clock = clock;
    (client(&Server::with(settings).await, &documents.url("/client")), advance)
}

#[tokio::test]
async fn a_document_is_kept_for_as_long_as_its_headers_say_within_bounds() {
    let documents = DocumentServer::start().await;
    for (cache_control, seconds) in [
        ("public, max-age=300", 300),
        ("max-age=300, s-maxage=120", 120),
        ("max-age=1", 60),
        ("no-store", 60),
        ("max-age=31536000", 24 * 60 * 60),
    ] {
        let own = documents.document("/client");
        documents.answer(move || ([("cache-control", cache_control)], Json(own.clone())).into_response());
        let (client, advance) = client_in_time(&documents).await;
        let before = documents.requests();
        for (step, requests) in [(0, 1), (seconds - 1, 1), (1, 2), (seconds - 1, 2)] {
            advance(Duration::from_secs(step));
            assert_eq!(client.authorize(&[]).await.status, 200);
            assert_eq!(documents.requests() - before, requests, "{cache_control}: after {step} more");
        }
    }
}

#[tokio::test]
async fn a_change_of_the_document_is_noticed() {
    let documents = DocumentServer::start().await;
    let (client, advance) = client_in_time(&documents).await;
    assert_eq!(client.authorize(&[]).await.status, 200);
    let mut changed = documents.document("/client");
    changed["redirect_uris"] = ["https://client.example/callback"].into();
    documents.answer(move || Json(changed.clone()).into_response());
    assert_eq!(client.authorize(&[]).await.status, 200);
    advance(Duration::from_mins(1));
    assert_eq!(client.authorize(&[]).await.status, 400);
    assert_eq!(client.authorize(&[("redirect_uri", "https://client.example/callback")]).await.status, 200);
}

#[tokio::test]
async fn a_url_that_failed_is_left_alone_for_a_while() {
    let documents = DocumentServer::start().await;
    let (client, advance) = client_in_time(&documents).await;
    documents.answer(unavailable);
    for _ in 0..3 {
        assert_told(&client.authorize(&[]).await, &client.id, "observed `503`");
    }
    documents.recover();
    advance(Duration::from_secs(9));
    assert_eq!(client.authorize(&[]).await.status, 503);
    assert_eq!(documents.requests(), 1);
    advance(Duration::from_secs(1));
    assert_eq!(client.authorize(&[]).await.status, 200);
    assert_eq!(documents.requests(), 2);
}

#[tokio::test]
async fn who_asks_at_the_same_time_shares_one_fetch() {
    let documents = DocumentServer::start().await;
    for status in [StatusCode::OK, StatusCode::NOT_FOUND] {
        let (client, _) = client_in_time(&documents).await;
        let release = Arc::new(Notify::new());
        let (own, released) = (documents.document("/client"), Arc::clone(&release));
        documents.answer_later(move || {
            let (own, released) = (own.clone(), Arc::clone(&released));
            async move {
                released.notified().await;
                (status, Json(own)).into_response()
            }
            .boxed()
        });
        let before = documents.requests();
        let all = join_all((0..20).map(|_| client.authorize(&[])));
        // All of them have asked once this is polled, after them.
        let (answers, ()) = tokio::join!(all, async { release.notify_one() });
        let expected = if status == 200 { 200 } else { 400 };
        assert!(answers.iter().all(|answer| answer.status == expected), "{answers:?}");
        assert_eq!(documents.requests() - before, 1);
    }
}

#[tokio::test]
async fn a_request_that_goes_away_leaves_its_turn_to_the_next() {
    let documents = DocumentServer::start().await;
    let (client, _) = client_in_time(&documents).await;
    let asked = Arc::new(Notify::new());
    let asking = Arc::clone(&asked);
    documents.answer_later(move || {
        asking.notify_one();
        std::future::pending().boxed()
    });
    tokio::select! {
        answer = client.authorize(&[]) => panic!("{answer:?}"),
        () = asked.notified() => {}
    }
    documents.recover();
    assert_eq!(client.authorize(&[]).await.status, 200);
}

#[tokio::test]
async fn an_outage_of_the_client_does_not_end_what_users_granted() {
    let documents = DocumentServer::start().await;
    let (client, advance) = client_in_time(&documents).await;
    let (tokens, code) = (client.tokens().await, client.code().await);
    documents.answer(unavailable);
    advance(Duration::from_mins(1));
    assert_eq!(client.authorize(&[]).await.status, 503, "a new grant needs the document");
    assert_eq!(client.redeem(&code).await.status, 200);
    let tokens = client.refresh(&tokens["refresh_token"]).await.json();
    assert_eq!(documents.requests(), 2, "the failure was not asked for again");

    advance(Duration::from_hours(24) - Duration::from_secs(1));
    let tokens = client.refresh(&tokens["refresh_token"]).await.json();
    advance(Duration::from_secs(1));
    let unavailable = client.refresh(&tokens["refresh_token"]).await;
    assert_eq!(unavailable.error(), (503, "temporarily_unavailable".to_owned()));
    documents.recover();
    advance(Duration::from_secs(10));
    assert_eq!(
        client.refresh(&tokens["refresh_token"]).await.status,
        200,
        "the grant was there all the time"
    );
}

#[tokio::test]
async fn a_client_that_takes_its_document_away_is_unknown_from_then_on() {
    let documents = DocumentServer::start().await;
    let (client, advance) = client_in_time(&documents).await;
    let tokens = client.tokens().await;
    documents.answer(|| StatusCode::GONE.into_response());
    advance(Duration::from_mins(1));
    let refused = client.refresh(&tokens["refresh_token"]).await;
    assert_eq!(refused.error(), (401, "invalid_client".to_owned()));
    documents.answer(unavailable);
    advance(Duration::from_secs(10));
    let unavailable = client.refresh(&tokens["refresh_token"]).await;
    assert_eq!(unavailable.error(), (503, "temporarily_unavailable".to_owned()), "nothing is believed now");
}
