use super::{
    Redemption, Store, at, client, code, code_for, have_ended, is_valid, issue, key, life, redeemed, rotate,
};

pub(super) async fn hold<S: Store>(make: &impl AsyncFn() -> S) {
    one_is_found_by_its_identifier(&make().await).await;
    one_is_replaced_in_its_lifetime(&make().await).await;
    each_issue_prolongs_a_registration(&make().await).await;
    an_issue_does_not_bring_one_back(&make().await).await;
    one_is_removed_with_its_codes_and_grants(&make().await).await;
    a_client_that_did_not_register_loses_its_grants_too(&make().await).await;
}

async fn one_is_found_by_its_identifier(store: &impl Store) {
    let client = client("known");
    store.register(client.clone(), life(0, 10)).await.unwrap();
    assert_eq!(store.client("known", at(9)).await.unwrap(), Some(client));
    assert_eq!(store.client("known", at(10)).await.unwrap(), None);
    assert_eq!(store.client("unknown", at(9)).await.unwrap(), None);
}

async fn one_is_replaced_in_its_lifetime(store: &impl Store) {
    let (first, second) = (client("client"), client("client"));
    store.register(first, life(0, 10)).await.unwrap();
    assert!(store.replace_client(second.clone(), at(9)).await.unwrap());
    assert_eq!(store.client("client", at(9)).await.unwrap(), Some(second));
    assert_eq!(store.client("client", at(10)).await.unwrap(), None, "it lives no longer for that");

    assert!(!store.replace_client(client("client"), at(10)).await.unwrap());
    assert!(!store.replace_client(client("unknown"), at(9)).await.unwrap());
    assert_eq!(store.client("unknown", at(9)).await.unwrap(), None);
}

async fn each_issue_prolongs_a_registration(store: &impl Store) {
    store.register(client("client"), life(0, 10)).await.unwrap();
    let (_, first) = redeemed(store).await;
    assert!(store.client("client", at(1999)).await.unwrap().is_some());
    assert!(store.client("client", at(2000)).await.unwrap().is_none());

    let mut second = issue();
    second.registration_expires = at(3000);
    rotate(store, &first, &second, 2).await;
    assert!(store.client("client", at(2999)).await.unwrap().is_some());

    rotate(store, &second, &issue(), 3).await;
    assert!(store.client("client", at(2999)).await.unwrap().is_some(), "no issue shortens it");
}

async fn an_issue_does_not_bring_one_back(store: &impl Store) {
    store.register(client("client"), life(0, 1)).await.unwrap();
    redeemed(store).await;
    assert_eq!(store.client("client", at(1)).await.unwrap(), None);
}

async fn one_is_removed_with_its_codes_and_grants(store: &impl Store) {
    store.register(client("client"), life(0, 10)).await.unwrap();
    let (redeemed_code, first) = redeemed(store).await;
    let second = issue();
    rotate(store, &first, &second, 2).await;
    let waiting = code(store).await;
    let (other_code, other) = (key(), issue());
    store.keep_code(other_code, code_for("other"), life(0, 50)).await.unwrap();
    store.take_code(other_code, other.clone(), at(1)).await.unwrap();

    assert!(store.remove_client("client", at(3)).await.unwrap());
    assert_eq!(store.client("client", at(3)).await.unwrap(), None);
    for tokens in [&first, &second] {
        assert!(have_ended(store, tokens, 3).await);
    }
    for code in [redeemed_code, waiting] {
        assert_eq!(store.code(code, at(3)).await.unwrap(), None);
        assert_eq!(store.take_code(code, issue(), at(3)).await.unwrap(), Redemption::Unknown);
    }
    assert!(is_valid(store, &other, 3).await, "another client keeps its own");
    assert!(!store.remove_client("client", at(3)).await.unwrap(), "it is gone");
}

async fn a_client_that_did_not_register_loses_its_grants_too(store: &impl Store) {
    let (_, tokens) = redeemed(store).await;
    assert!(!store.remove_client("client", at(2)).await.unwrap());
    assert!(have_ended(store, &tokens, 2).await);
}
