//! Many callers at once, each on a thread and a runtime of its own.

use std::{sync::Barrier, thread};

use super::{
    GRACE, Issue, Redemption, Rotation, Store, at, client, code, have_ended, is_valid, issue, key, life,
    redeemed, rotate, sessions,
};
use crate::store::Answer;

/// How often a race is run that may go well by luck.
const ROUNDS: usize = 20;

pub(super) async fn hold<S: Store>(make: &impl AsyncFn() -> S) {
    let store = &make().await;
    of_many_redeemers_one_wins(store).await;
    of_many_who_take_a_ticket_one_gets_it(store).await;
    all_rotate_within_the_grace(store).await;
    for _ in 0..ROUNDS {
        a_revoked_grant_stays_ended(store).await;
        a_replayed_code_ends_what_is_rotated_meanwhile(store).await;
        a_replayed_refresh_token_ends_what_is_rotated_meanwhile(store).await;
        a_removed_client_gets_nothing_more(store).await;
    }
}

type Call<'a, T> = Box<dyn FnOnce() -> Answer<'a, T> + Send + 'a>;

/// The answers to calls that begin at one moment.
fn at_once<T: Send>(calls: Vec<Call<'_, T>>) -> Vec<T> {
    let start = &Barrier::new(calls.len());
    let begin = |call: Call<'_, T>| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        start.wait();
        runtime.block_on(call()).unwrap()
    };
    thread::scope(|scope| {
        let threads: Vec<_> = calls.into_iter().map(|call| scope.spawn(move || begin(call))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// Rotations of one token for each of the others.
fn rotations<'a>(store: &'a impl Store, old: &Issue, new: &[Issue], now: u64) -> Vec<Call<'a, Rotation>> {
    let refresh = old.refresh.unwrap();
    let rotation = |new: &Issue| -> Call<'a, Rotation> {
        let new = new.clone();
        Box::new(move || store.rotate(refresh, new, GRACE, at(now)))
    };
    new.iter().map(rotation).collect()
}

fn issues() -> Vec<Issue> {
    (0..6).map(|_| issue()).collect()
}

/// A call whose answer is of another type, or of no interest, beside rotations.
fn beside<'a, T: 'a>(call: impl FnOnce() -> Answer<'a, T> + Send + 'a) -> Call<'a, Rotation> {
    Box::new(move || {
        let answer = call();
        Box::pin(async move { answer.await.map(|_| Rotation::Unknown) })
    })
}

async fn of_many_redeemers_one_wins(store: &impl Store) {
    let (code, tokens) = (code(store).await, issues());
    let redemption = |tokens: &Issue| -> Call<'_, Redemption> {
        let tokens = tokens.clone();
        Box::new(move || store.take_code(code, tokens, at(1)))
    };
    let outcomes = at_once(tokens.iter().map(redemption).collect());
    let winners = outcomes.iter().filter(|outcome| **outcome == Redemption::Redeemed).count();
    assert_eq!(winners, 1);
    assert!(!outcomes.contains(&Redemption::Unknown));
    for tokens in &tokens {
        assert!(have_ended(store, tokens, 1).await, "the others were replays");
    }
}

async fn of_many_who_take_a_ticket_one_gets_it(store: &impl Store) {
    let (ticket, holder) = (key(), key());
    store.keep_ticket(ticket, holder, sessions::request(), life(0, 10)).await.unwrap();
    let take = |_| -> Call<'_, _> { Box::new(move || store.take_ticket(ticket, holder, at(1))) };
    let taken = at_once((0..8).map(take).collect());
    assert_eq!(taken.iter().flatten().count(), 1);
}

async fn all_rotate_within_the_grace(store: &impl Store) {
    let ((_, first), new) = (redeemed(store).await, issues());
    let outcomes = at_once(rotations(store, &first, &new, 2));
    assert_eq!(outcomes, [Rotation::Rotated; 6]);
    for tokens in &new {
        assert!(is_valid(store, tokens, 2).await);
    }
    assert_eq!(rotate(store, &first, &issue(), 13).await, Rotation::Replayed);
    for tokens in &new {
        assert!(have_ended(store, tokens, 13).await);
    }
}

async fn a_revoked_grant_stays_ended(store: &impl Store) {
    let ((_, first), new) = (redeemed(store).await, issues());
    let refresh = first.refresh.unwrap();
    let mut calls = rotations(store, &first, &new, 2);
    calls.insert(3, beside(move || store.revoke(refresh, at(2))));
    assert!(!at_once(calls).contains(&Rotation::Replayed));
    for tokens in new.iter().chain([&first]) {
        assert!(have_ended(store, tokens, 2).await);
    }
}

async fn a_replayed_code_ends_what_is_rotated_meanwhile(store: &impl Store) {
    let ((code, first), new) = (redeemed(store).await, issues());
    let mut calls = rotations(store, &first, &new, 2);
    calls.insert(3, beside(move || store.take_code(code, issue(), at(2))));
    assert!(!at_once(calls).contains(&Rotation::Replayed));
    for tokens in new.iter().chain([&first]) {
        assert!(have_ended(store, tokens, 2).await);
    }
}

async fn a_replayed_refresh_token_ends_what_is_rotated_meanwhile(store: &impl Store) {
    let ((_, first), second, new) = (redeemed(store).await, issue(), issues());
    rotate(store, &first, &second, 2).await;
    let mut calls = rotations(store, &second, &new, 20);
    calls.extend(rotations(store, &first, &[issue()], 20));
    let outcomes = at_once(calls);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Rotation::Replayed).count(), 1);
    for tokens in new.iter().chain([&first, &second]) {
        assert!(have_ended(store, tokens, 20).await);
    }
}

async fn a_removed_client_gets_nothing_more(store: &impl Store) {
    store.register(client("client"), life(0, 10)).await.unwrap();
    let ((_, first), waiting, late, new) = (redeemed(store).await, code(store).await, issue(), issues());
    let mut calls = rotations(store, &first, &new, 2);
    let tokens = late.clone();
    calls.insert(2, beside(move || store.take_code(waiting, tokens, at(2))));
    calls.insert(4, beside(move || store.remove_client("client", at(2))));
    assert!(!at_once(calls).contains(&Rotation::Replayed));
    for tokens in new.iter().chain([&first, &late]) {
        assert!(have_ended(store, tokens, 2).await);
    }
    assert_eq!(store.client("client", at(2)).await.unwrap(), None);
}
