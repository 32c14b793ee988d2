use super::{
    Redemption, Rotation, Store, at, code, code_for, grant_to, have_ended, is_valid, issue, key, life,
    redeemed, rotate,
};

pub(super) async fn hold<S: Store>(make: &impl AsyncFn() -> S) {
    one_is_redeemed_once_and_in_time(&make().await).await;
    its_binding_outlives_its_redemption(&make().await).await;
    a_replay_ends_what_it_gave(&make().await).await;
    one_may_give_no_refresh_token(&make().await).await;
    one_grant_leaves_another_alone(&make().await).await;
}

async fn one_is_redeemed_once_and_in_time(store: &impl Store) {
    let (_, tokens) = redeemed(store).await;
    let access = store.access(tokens.access, at(2)).await.unwrap().unwrap();
    assert_eq!((access.grant, access.scope.to_string().as_str()), (grant_to("client"), "a"));

    let late = code(store).await;
    assert_eq!(store.take_code(late, issue(), at(50)).await.unwrap(), Redemption::Unknown);
    assert_eq!(store.take_code(key(), issue(), at(1)).await.unwrap(), Redemption::Unknown);
}

async fn its_binding_outlives_its_redemption(store: &impl Store) {
    let mut held = code_for("client");
    held.redirect_uri = None;
    let code = key();
    store.keep_code(code, held.clone(), life(0, 50)).await.unwrap();
    assert_eq!(store.code(code, at(1)).await.unwrap(), Some(held.clone()));
    store.take_code(code, issue(), at(1)).await.unwrap();
    assert_eq!(store.code(code, at(2)).await.unwrap(), Some(held));
    assert_eq!(store.code(code, at(50)).await.unwrap(), None);
}

async fn a_replay_ends_what_it_gave(store: &impl Store) {
    let (code, first) = redeemed(store).await;
    let (rotated, replay) = (issue(), issue());
    assert_eq!(rotate(store, &first, &rotated, 2).await, Rotation::Rotated);
    for second in [3, 4] {
        let outcome = store.take_code(code, replay.clone(), at(second)).await.unwrap();
        assert_eq!(outcome, Redemption::Replayed);
    }
    for tokens in [&first, &rotated, &replay] {
        assert!(have_ended(store, tokens, 4).await);
    }
}

async fn one_may_give_no_refresh_token(store: &impl Store) {
    let (code, mut tokens) = (code(store).await, issue());
    tokens.refresh = None;
    assert_eq!(store.take_code(code, tokens.clone(), at(1)).await.unwrap(), Redemption::Redeemed);
    assert!(is_valid(store, &tokens, 99).await);
    assert!(!is_valid(store, &tokens, 100).await);
}

async fn one_grant_leaves_another_alone(store: &impl Store) {
    let (code, _) = redeemed(store).await;
    let (_, other) = redeemed(store).await;
    assert_eq!(store.take_code(code, issue(), at(3)).await.unwrap(), Redemption::Replayed);
    assert!(is_valid(store, &other, 3).await);
    assert_eq!(rotate(store, &other, &issue(), 3).await, Rotation::Rotated);
}
