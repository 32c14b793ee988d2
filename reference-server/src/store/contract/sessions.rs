use serde_json::json;

use super::{Store, at, key, life, redirect_uri};
use crate::{
    grant::{AuthorizationRequest, PendingRequest},
    mcp_session::McpSession,
    scope::Scope,
    secret::Digest,
    signing::SigningKey,
};

pub(super) async fn hold<S: Store>(make: &impl AsyncFn() -> S) {
    a_sign_in_lasts_until_it_ends(&make().await).await;
    a_ticket_is_taken_once_and_in_time(&make().await).await;
    a_ticket_stays_for_its_holder(&make().await).await;
    an_mcp_session_lasts_until_it_ends(&make().await).await;
    a_published_key_is_known_while_it_lives(&make().await).await;
}

async fn a_sign_in_lasts_until_it_ends(store: &impl Store) {
    let (one, other) = (key(), key());
    store.keep_sign_in(one, "alice".to_owned(), life(0, 10)).await.unwrap();
    store.keep_sign_in(other, "bob".to_owned(), life(0, 10)).await.unwrap();
    assert_eq!(store.sign_in(one, at(9)).await.unwrap().as_deref(), Some("alice"));
    assert_eq!(store.sign_in(one, at(10)).await.unwrap(), None);
    assert_eq!(store.sign_in(key(), at(9)).await.unwrap(), None);

    store.end_sign_in(one).await.unwrap();
    assert_eq!(store.sign_in(one, at(9)).await.unwrap(), None);
    assert_eq!(store.sign_in(other, at(9)).await.unwrap().as_deref(), Some("bob"));
}

pub(super) fn request() -> PendingRequest {
    let request = AuthorizationRequest {
        client_id: "client".to_owned(),
        redirect_uri: redirect_uri(),
        names_redirect_uri: true,
        state: Some("a&b=c d/+%ü\0".to_owned()),
        code_challenge: "challenge".to_owned(),
        scope: Scope::parse("a"),
        resource: "https://example.com/mcp".to_owned(),
    };
    PendingRequest { request, subject: "demo".to_owned() }
}

async fn a_ticket_is_taken_once_and_in_time(store: &impl Store) {
    let (used, late, holder) = (key(), key(), key());
    for ticket in [used, late] {
        store.keep_ticket(ticket, holder, request(), life(0, 10)).await.unwrap();
    }
    assert_eq!(store.take_ticket(used, holder, at(9)).await.unwrap(), Some(request()));
    assert_eq!(store.take_ticket(used, holder, at(9)).await.unwrap(), None);
    assert_eq!(store.take_ticket(late, holder, at(10)).await.unwrap(), None);
    assert_eq!(store.take_ticket(key(), holder, at(9)).await.unwrap(), None);
}

async fn a_ticket_stays_for_its_holder(store: &impl Store) {
    let (ticket, holder) = (key(), key());
    store.keep_ticket(ticket, holder, request(), life(0, 10)).await.unwrap();
    assert_eq!(store.take_ticket(ticket, key(), at(1)).await.unwrap(), None);
    assert_eq!(store.take_ticket(ticket, Digest::of(""), at(1)).await.unwrap(), None);
    assert_eq!(store.take_ticket(ticket, holder, at(1)).await.unwrap(), Some(request()));
}

async fn an_mcp_session_lasts_until_it_ends(store: &impl Store) {
    let kept = json!({
        "owner": { "subject": "alice", "client_id": "client" },
        "initialize": { "capabilities": {}, "none": [], "null": null, "large": 9_007_199_254_740_993_u64 },
    });
    let session: McpSession = serde_json::from_value(kept).unwrap();
    let (one, other) = (key(), key());
    for id in [one, other] {
        store.keep_mcp_session(id, session.clone(), life(0, 10)).await.unwrap();
    }
    assert_eq!(store.mcp_session(one, at(9)).await.unwrap(), Some(session.clone()));
    assert_eq!(store.mcp_session(one, at(10)).await.unwrap(), None);

    store.end_mcp_session(one).await.unwrap();
    assert_eq!(store.mcp_session(one, at(9)).await.unwrap(), None);
    assert_eq!(store.mcp_session(other, at(9)).await.unwrap(), Some(session));
}

async fn a_published_key_is_known_while_it_lives(store: &impl Store) {
    let [short, long] = [(); 2].map(|()| SigningKey::generate().public.clone());
    assert_eq!(store.published_keys(at(0)).await.unwrap(), []);
    store.publish_key(short.clone(), life(0, 10)).await.unwrap();
    store.publish_key(long.clone(), life(1, 20)).await.unwrap();
    let both = store.published_keys(at(9)).await.unwrap();
    assert_eq!(both.len(), 2);
    assert!(both.contains(&short) && both.contains(&long));
    assert_eq!(store.published_keys(at(10)).await.unwrap(), std::slice::from_ref(&long));

    store.publish_key(long.clone(), life(5, 30)).await.unwrap();
    assert_eq!(store.published_keys(at(29)).await.unwrap(), [long], "published again, it lives longer");
    assert_eq!(store.published_keys(at(30)).await.unwrap(), []);
}
