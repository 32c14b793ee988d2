use std::{cell::Cell, error::Error as _, net::TcpListener};

use redis::Client as Connector;

use self::redis_server::RedisServer;
use super::*;
use crate::{
    storage::Storage,
    store::{
        contract::{self, at, code_for, issue, key, life},
        open,
    },
};

#[path = "../../../tests/programs/redis_server.rs"]
mod redis_server;

async fn store(server: &RedisServer, database: usize) -> Redis {
    Redis::open(&server.url(database).parse().unwrap()).await.unwrap()
}

/// The contract blocks its thread while others ask, and the connection is driven by the runtime.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "starts the program redis-server (Debian: redis-server); to run it: cargo test -- --ignored redis"]
async fn redis_keeps_the_contract() {
    let server = RedisServer::start(&[]).unwrap();
    let database = Cell::new(0);
    let make = async || {
        database.set(database.get() + 1);
        store(&server, database.get()).await
    };
    contract::holds(make).await;
}

/// How long each key is remembered, in milliseconds, by its name up to the identifier; sorted.
fn remembered(server: &RedisServer) -> Vec<(String, i64)> {
    let mut connection = Connector::open(server.url(0)).unwrap().get_connection().unwrap();
    let keys: Vec<String> = cmd("KEYS").arg("*").query(&mut connection).unwrap();
    let mut remembered: Vec<_> = keys
        .iter()
        .map(|key| {
            let kind = key.strip_prefix(PREFIX).unwrap().split(':').next().unwrap();
            (kind.to_owned(), cmd("PTTL").arg(key).query(&mut connection).unwrap())
        })
        .collect();
    remembered.sort();
    remembered
}

#[tokio::test]
#[ignore = "starts the program redis-server (Debian: redis-server); to run it: cargo test -- --ignored redis"]
async fn everything_in_redis_is_forgotten_in_the_end() {
    let server = RedisServer::start(&[]).unwrap();
    let store = store(&server, 0).await;
    let (code_key, first) = (key(), issue());
    store.keep_sign_in(key(), "alice".to_owned(), life(0, 10)).await.unwrap();
    store.keep_code(code_key, code_for("client"), life(0, 50)).await.unwrap();
    store.take_code(code_key, first.clone(), at(1)).await.unwrap();
    store
        .rotate(first.refresh.unwrap(), issue(), Duration::from_secs(10), at(2))
        .await
        .unwrap();
    let key = crate::signing::SigningKey::generate().public.clone();
    store.publish_key(key, life(0, 300)).await.unwrap();

    let remembered = remembered(&server);
    let seconds = [98, 99, 50, 999, 300, 999, 998, 999, 10];
    let kinds = ["access", "access", "code", "grant", "keys", "of-client", "refresh", "refresh", "sign-in"];
    assert_eq!(remembered.iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>(), kinds);
    for ((kind, left), most) in remembered.iter().zip(seconds) {
        assert!((most * 1000 - 9000..=most * 1000).contains(left), "`{kind}` is remembered for {left} ms");
    }
}

#[tokio::test]
#[ignore = "starts the program redis-server (Debian: redis-server); to run it: cargo test -- --ignored redis"]
async fn two_that_share_a_redis_are_one() {
    let server = RedisServer::start(&[]).unwrap();
    let (one, other) = (store(&server, 0).await, store(&server, 0).await);
    let (code_key, tokens) = (key(), issue());
    one.keep_code(code_key, code_for("client"), life(0, 50)).await.unwrap();
    assert_eq!(other.take_code(code_key, tokens.clone(), at(1)).await.unwrap(), Redemption::Redeemed);
    assert!(one.access(tokens.access, at(1)).await.unwrap().is_some());
    assert_eq!(one.take_code(code_key, issue(), at(1)).await.unwrap(), Redemption::Replayed);
    assert!(other.access(tokens.access, at(1)).await.unwrap().is_none());
}

#[tokio::test]
#[ignore = "starts the program redis-server (Debian: redis-server); to run it: cargo test -- --ignored redis"]
async fn it_is_found_again_when_redis_comes_back() {
    let mut server = RedisServer::start(&[]).unwrap();
    let store = store(&server, 0).await;
    let session = key();
    store.keep_sign_in(session, "alice".to_owned(), life(0, 100)).await.unwrap();
    server.kill().unwrap();
    assert!(store.keep_sign_in(key(), "bob".to_owned(), life(0, 100)).await.is_err());
    assert!(store.sign_in(session, at(1)).await.is_err());

    server.restart().unwrap();
    server.wait_until_it_answers().unwrap();
    let mut answer = store.sign_in(session, at(1)).await;
    for _ in 0..10 {
        if answer.is_ok() {
            break;
        }
        answer = store.sign_in(session, at(1)).await;
    }
    assert_eq!(answer.unwrap().as_deref(), Some("alice"), "what was answered was on the disk");
}

#[tokio::test]
#[ignore = "starts the program redis-server (Debian: redis-server); to run it: cargo test -- --ignored redis"]
async fn a_redis_may_ask_for_a_password() {
    let server = RedisServer::start(&["--requirepass", "hunter2"]).unwrap();
    let with = |password: &str| server.url(0).replace("://", &format!("://:{password}@"));
    let storage = |password: &str| with(password).parse::<Storage>().unwrap();
    assert!(format!("{:?}", open(&storage("hunter2")).await.unwrap()).starts_with("Redis"));
    let wrong = open(&storage("hunter3")).await.unwrap_err();
    let reason = wrong.source().unwrap();
    assert!(reason.to_string().contains("Password authentication failed"), "{reason}");
    assert!(!format!("{wrong} {wrong:?} {reason} {reason:?}").contains("hunter3"));
}

#[tokio::test]
async fn a_redis_that_is_not_there_is_an_error() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let storage: Storage = format!("redis://:hunter2@127.0.0.1:{port}/0").parse().unwrap();
    let error = open(&storage).await.unwrap_err();
    assert_eq!(error.to_string(), format!("cannot open the store `redis://:…@127.0.0.1:{port}/0`"));
    assert!(error.source().unwrap().to_string().contains("refused"), "{error:?}");
    assert!(!format!("{error:?}").contains("hunter2"));
}
