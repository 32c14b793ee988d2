use super::{
    super::Refreshable, Rotation, Store, at, grant_to, have_ended, is_valid, issue, redeemed, rotate,
};

pub(super) async fn hold<S: Store>(make: &impl AsyncFn() -> S) {
    one_has_a_grace_and_then_ends_the_grant(&make().await).await;
    the_grace_begins_at_the_first_rotation(&make().await).await;
    each_of_a_chain_works_once(&make().await).await;
    one_ends_by_itself(&make().await).await;
    a_grant_lives_as_long_as_its_last_token(&make().await).await;
}

async fn one_has_a_grace_and_then_ends_the_grant(store: &impl Store) {
    let (_, first) = redeemed(store).await;
    let (second, third) = (issue(), issue());
    let refreshable = store.refreshable(first.refresh.unwrap(), at(2)).await.unwrap();
    assert_eq!(refreshable, Some(Refreshable { grant: grant_to("client"), rotated: None }));
    assert_eq!(rotate(store, &first, &second, 2).await, Rotation::Rotated);
    assert_eq!(rotate(store, &first, &third, 12).await, Rotation::Rotated);
    let refreshable = store.refreshable(first.refresh.unwrap(), at(13)).await.unwrap();
    let rotated = Some(at(2));
    assert_eq!(
        refreshable,
        Some(Refreshable { grant: grant_to("client"), rotated }),
        "a replay is told by its rotation"
    );
    assert!(is_valid(store, &second, 13).await && is_valid(store, &third, 13).await);

    let replay = issue();
    assert_eq!(rotate(store, &first, &replay, 13).await, Rotation::Replayed);
    for tokens in [&first, &second, &third, &replay] {
        assert!(have_ended(store, tokens, 13).await);
    }
}

async fn the_grace_begins_at_the_first_rotation(store: &impl Store) {
    let (_, first) = redeemed(store).await;
    for second in [20, 25, 30] {
        assert_eq!(rotate(store, &first, &issue(), second).await, Rotation::Rotated);
    }
    assert_eq!(rotate(store, &first, &issue(), 31).await, Rotation::Replayed);
}

async fn each_of_a_chain_works_once(store: &impl Store) {
    let (_, mut newest) = redeemed(store).await;
    for second in [20, 40, 60] {
        let next = issue();
        assert_eq!(rotate(store, &newest, &next, second).await, Rotation::Rotated);
        assert!(is_valid(store, &newest, second).await, "an access token outlives the rotation");
        newest = next;
    }
    assert!(is_valid(store, &newest, 60).await);
}

async fn one_ends_by_itself(store: &impl Store) {
    let (_, tokens) = redeemed(store).await;
    assert!(is_valid(store, &tokens, 99).await);
    assert!(!is_valid(store, &tokens, 100).await);
    let refresh = tokens.refresh.unwrap();
    assert!(store.refreshable(refresh, at(999)).await.unwrap().is_some());
    assert!(store.refreshable(refresh, at(1000)).await.unwrap().is_none());
    assert_eq!(rotate(store, &tokens, &issue(), 1000).await, Rotation::Unknown);
}

async fn a_grant_lives_as_long_as_its_last_token(store: &impl Store) {
    let (_, first) = redeemed(store).await;
    let mut second = issue();
    (second.access_expires, second.refresh_expires) = (at(1500), at(1900));
    assert_eq!(rotate(store, &first, &second, 900).await, Rotation::Rotated);
    assert!(is_valid(store, &second, 1499).await);
    let mut third = issue();
    (third.access_expires, third.refresh_expires) = (at(2500), at(2400));
    assert_eq!(rotate(store, &second, &third, 1899).await, Rotation::Rotated);
    assert!(is_valid(store, &third, 2499).await, "also if that is an access token");
}
