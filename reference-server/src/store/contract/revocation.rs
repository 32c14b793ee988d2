use super::{Rotation, Store, at, have_ended, is_valid, issue, key, redeemed, rotate};

pub(super) async fn hold<S: Store>(make: &impl AsyncFn() -> S) {
    an_access_token_is_revoked_alone(&make().await).await;
    a_refresh_token_is_revoked_with_its_grant(&make().await).await;
    a_rotated_refresh_token_is_revoked_with_its_grant(&make().await).await;
    what_is_no_token_is_left_alone(&make().await).await;
    an_expired_token_revokes_nothing(&make().await).await;
}

async fn an_access_token_is_revoked_alone(store: &impl Store) {
    let (_, first) = redeemed(store).await;
    let second = issue();
    rotate(store, &first, &second, 2).await;
    store.revoke(first.access, at(3)).await.unwrap();
    assert!(!is_valid(store, &first, 3).await);
    assert!(is_valid(store, &second, 3).await);
    assert_eq!(rotate(store, &second, &issue(), 3).await, Rotation::Rotated);
}

async fn a_refresh_token_is_revoked_with_its_grant(store: &impl Store) {
    let (_, first) = redeemed(store).await;
    let (_, other) = redeemed(store).await;
    let second = issue();
    rotate(store, &first, &second, 2).await;
    store.revoke(second.refresh.unwrap(), at(3)).await.unwrap();
    for tokens in [&first, &second] {
        assert!(have_ended(store, tokens, 3).await);
    }
    assert!(is_valid(store, &other, 3).await, "another grant stands");
}

async fn a_rotated_refresh_token_is_revoked_with_its_grant(store: &impl Store) {
    let (_, first) = redeemed(store).await;
    let second = issue();
    rotate(store, &first, &second, 2).await;
    store.revoke(first.refresh.unwrap(), at(20)).await.unwrap();
    for tokens in [&first, &second] {
        assert!(have_ended(store, tokens, 20).await);
    }
}

async fn what_is_no_token_is_left_alone(store: &impl Store) {
    let (code, tokens) = redeemed(store).await;
    for other in [key(), code] {
        store.revoke(other, at(2)).await.unwrap();
    }
    assert!(is_valid(store, &tokens, 2).await);
    assert!(store.code(code, at(2)).await.unwrap().is_some());
}

async fn an_expired_token_revokes_nothing(store: &impl Store) {
    let (_, first) = redeemed(store).await;
    let mut second = issue();
    second.refresh_expires = at(1500);
    second.access_expires = at(1500);
    rotate(store, &first, &second, 2).await;
    store.revoke(first.refresh.unwrap(), at(1000)).await.unwrap();
    assert!(is_valid(store, &second, 1000).await);
}
