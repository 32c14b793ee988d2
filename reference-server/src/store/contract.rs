//! What every store has to keep, as one test that each of them runs.

use std::time::{Duration, SystemTime};

use super::{Life, Redemption, Rotation, Store};
use crate::{
    client::{Client, ClientAuthenticationMethod, ClientMetadata, GrantType, ResponseType},
    grant::{AuthorizationRequest, Grant, Issue, IssuedCode, PendingRequest},
    redirect_uri::RedirectUri,
    scope::Scope,
    secret::{Digest, Secret},
};

const GRACE: Duration = Duration::from_secs(10);

/// Runs every test on a new store that `make` makes.
pub(super) async fn holds<S: Store>(make: impl Fn() -> S) {
    a_client_is_found_by_its_identifier(&make()).await;
    a_ticket_is_taken_once_and_in_time(&make()).await;
    a_code_is_redeemed_once_and_in_time(&make()).await;
    a_replayed_code_ends_what_it_gave(&make()).await;
    of_many_redeemers_one_wins(&make()).await;
    a_refresh_token_has_a_grace_and_then_ends_the_grant(&make()).await;
    a_token_ends_by_itself(&make()).await;
    one_grant_leaves_another_alone(&make()).await;
}

fn at(second: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(second)
}

fn life(from: u64, until: u64) -> Life {
    Life { now: at(from), expires: at(until) }
}

fn redirect_uri() -> RedirectUri {
    RedirectUri::parse("https://example.com/cb").unwrap()
}

fn grant() -> Grant {
    Grant {
        client_id: "client".to_owned(),
        subject: "demo".to_owned(),
        scope: Scope::parse("a b"),
        resource: "https://example.com/mcp".to_owned(),
    }
}

fn code() -> IssuedCode {
    IssuedCode { grant: grant(), redirect_uri: Some(redirect_uri()), code_challenge: "challenge".to_owned() }
}

/// New tokens: access until second 100, refresh until second 1000.
fn issue() -> Issue {
    Issue {
        access: Secret::random().digest(),
        access_expires: at(100),
        scope: Scope::parse("a"),
        refresh: Some(Secret::random().digest()),
        refresh_expires: at(1000),
        registration_expires: at(2000),
    }
}

/// A code that lives for 50 seconds, and the tokens it was redeemed for at second 1.
async fn redeemed(store: &impl Store) -> (Digest, Issue) {
    let (key, tokens) = (Secret::random().digest(), issue());
    store.keep_code(key, code(), life(0, 50)).await.unwrap();
    assert_eq!(store.take_code(key, tokens.clone(), at(1)).await.unwrap(), Redemption::Redeemed);
    (key, tokens)
}

async fn is_valid(store: &impl Store, issue: &Issue, now: u64) -> bool {
    store.access(issue.access, at(now)).await.unwrap().is_some()
}

async fn a_client_is_found_by_its_identifier(store: &impl Store) {
    let metadata = ClientMetadata {
        redirect_uris: vec![redirect_uri()],
        token_endpoint_auth_method: ClientAuthenticationMethod::None,
        grant_types: vec![GrantType::AuthorizationCode],
        response_types: vec![ResponseType::Code],
        scope: Scope::default(),
        client_name: Some("name".to_owned()),
        client_uri: None,
        logo_uri: None,
        tos_uri: None,
        policy_uri: None,
        contacts: Vec::new(),
        software_id: None,
        software_version: None,
        application_type: None,
    };
    let client = Client {
        id: "known".to_owned(),
        secret: None,
        registration_access_token: None,
        issued_at: 0,
        metadata,
    };
    store.register(client.clone(), life(0, 10)).await.unwrap();
    assert_eq!(store.client("known", at(9)).await.unwrap(), Some(client));
    assert_eq!(store.client("known", at(10)).await.unwrap(), None);
    assert_eq!(store.client("unknown", at(9)).await.unwrap(), None);
}

async fn a_ticket_is_taken_once_and_in_time(store: &impl Store) {
    let request = PendingRequest {
        subject: "demo".to_owned(),
        request: AuthorizationRequest {
            client_id: "client".to_owned(),
            redirect_uri: redirect_uri(),
            names_redirect_uri: true,
            state: Some("state".to_owned()),
            code_challenge: "challenge".to_owned(),
            scope: Scope::parse("a"),
            resource: "https://example.com/mcp".to_owned(),
        },
    };
    let holder = Secret::random().digest();
    let (used, late) = (Secret::random().digest(), Secret::random().digest());
    store.keep_ticket(used, holder, request.clone(), life(0, 10)).await.unwrap();
    store.keep_ticket(late, holder, request.clone(), life(0, 10)).await.unwrap();
    let other = Secret::random().digest();
    assert_eq!(store.take_ticket(used, other, at(9)).await.unwrap(), None);
    assert_eq!(store.take_ticket(used, holder, at(9)).await.unwrap(), Some(request));
    assert_eq!(store.take_ticket(used, holder, at(9)).await.unwrap(), None);
    assert_eq!(store.take_ticket(late, holder, at(10)).await.unwrap(), None);
}

async fn a_code_is_redeemed_once_and_in_time(store: &impl Store) {
    let (key, tokens) = redeemed(store).await;
    let access = store.access(tokens.access, at(2)).await.unwrap().unwrap();
    assert_eq!((access.grant, access.scope.to_string().as_str()), (grant(), "a"));
    assert_eq!(store.code(key, at(2)).await.unwrap(), Some(code()), "its binding outlives its redemption");

    let late = Secret::random().digest();
    store.keep_code(late, code(), life(0, 50)).await.unwrap();
    assert_eq!(store.code(late, at(50)).await.unwrap(), None);
    assert_eq!(store.take_code(late, issue(), at(50)).await.unwrap(), Redemption::Unknown);
    assert_eq!(
        store.take_code(Secret::random().digest(), issue(), at(1)).await.unwrap(),
        Redemption::Unknown
    );
}

async fn a_replayed_code_ends_what_it_gave(store: &impl Store) {
    let (key, first) = redeemed(store).await;
    let rotated = issue();
    let rotation = store.rotate(first.refresh.unwrap(), rotated.clone(), GRACE, at(2)).await.unwrap();
    assert_eq!(rotation, Rotation::Rotated);
    let replay = issue();
    assert_eq!(store.take_code(key, replay.clone(), at(3)).await.unwrap(), Redemption::Replayed);
    for tokens in [&first, &rotated, &replay] {
        assert!(!is_valid(store, tokens, 3).await);
    }
    assert_eq!(store.refreshable(rotated.refresh.unwrap(), at(3)).await.unwrap(), None);
    let after = store.rotate(rotated.refresh.unwrap(), issue(), GRACE, at(3)).await.unwrap();
    assert_eq!(after, Rotation::Unknown);
}

async fn of_many_redeemers_one_wins(store: &impl Store) {
    let key = Secret::random().digest();
    store.keep_code(key, code(), life(0, 50)).await.unwrap();
    let mut outcomes = Vec::new();
    std::thread::scope(|scope| {
        let redeem = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(store.take_code(key, issue(), at(1))).unwrap()
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(redeem)).collect();
        outcomes.extend(threads.into_iter().map(|thread| thread.join().unwrap()));
    });
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Redemption::Redeemed).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Redemption::Replayed).count(), 7);
}

async fn a_refresh_token_has_a_grace_and_then_ends_the_grant(store: &impl Store) {
    let (_, first) = redeemed(store).await;
    let refresh = first.refresh.unwrap();
    let (second, third) = (issue(), issue());
    assert_eq!(store.refreshable(refresh, at(2)).await.unwrap(), Some(grant()));
    assert_eq!(store.rotate(refresh, second.clone(), GRACE, at(2)).await.unwrap(), Rotation::Rotated);
    assert_eq!(store.rotate(refresh, third.clone(), GRACE, at(12)).await.unwrap(), Rotation::Rotated);
    assert!(is_valid(store, &second, 12).await && is_valid(store, &third, 12).await);

    assert_eq!(store.rotate(refresh, issue(), GRACE, at(13)).await.unwrap(), Rotation::Replayed);
    for tokens in [&first, &second, &third] {
        assert!(!is_valid(store, tokens, 13).await);
    }
    assert_eq!(
        store.rotate(second.refresh.unwrap(), issue(), GRACE, at(13)).await.unwrap(),
        Rotation::Unknown
    );
}

async fn a_token_ends_by_itself(store: &impl Store) {
    let (_, tokens) = redeemed(store).await;
    assert!(is_valid(store, &tokens, 99).await);
    assert!(!is_valid(store, &tokens, 100).await);
    let refresh = tokens.refresh.unwrap();
    assert!(store.refreshable(refresh, at(999)).await.unwrap().is_some());
    assert!(store.refreshable(refresh, at(1000)).await.unwrap().is_none());
    assert_eq!(store.rotate(refresh, issue(), GRACE, at(1000)).await.unwrap(), Rotation::Unknown);
}

async fn one_grant_leaves_another_alone(store: &impl Store) {
    let (key, _) = redeemed(store).await;
    let (_, other) = redeemed(store).await;
    assert_eq!(store.take_code(key, issue(), at(3)).await.unwrap(), Redemption::Replayed);
    assert!(is_valid(store, &other, 3).await);
}
