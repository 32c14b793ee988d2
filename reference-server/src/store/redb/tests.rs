use std::cell::Cell;

use redb::{ReadableTableMetadata as _, TableDefinition, TableHandle as _};
use tempfile::TempDir;

use super::*;
use crate::{
    scope::Scope,
    store::{
        contract::{self, at, code_for, key},
        open_file,
    },
};

const GRACE: Duration = Duration::from_secs(10);

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// New tokens that live for so many seconds from `now`.
fn issue(now: u64, lifetime: u64) -> Issue {
    Issue {
        access: key(),
        access_expires: at(now + lifetime),
        scope: Scope::parse("a"),
        refresh: Some(key()),
        refresh_expires: at(now + lifetime),
        registration_expires: at(now + lifetime),
    }
}

#[tokio::test]
async fn a_file_keeps_the_contract() {
    let folder = folder();
    let count = Cell::new(0);
    let make = async || {
        count.set(count.get() + 1);
        Redb::open(&folder.path().join(format!("{}.redb", count.get()))).unwrap()
    };
    contract::holds(make).await;
}

#[tokio::test]
async fn everything_is_there_when_the_file_is_opened_again() {
    let folder = folder();
    let path = folder.path().join("a/b/store.redb");
    let open = || Redb::open(&path).unwrap();
    let (redeemed, replayed, waiting, session) = (key(), key(), key(), key());
    let (first, second, ended) = (issue(0, 100), issue(0, 100), issue(0, 100));
    let life = Life { now: at(0), expires: at(50) };

    let store = open();
    for code_key in [redeemed, replayed, waiting] {
        store.keep_code(code_key, code_for("client"), life).await.unwrap();
    }
    store.take_code(redeemed, first.clone(), at(1)).await.unwrap();
    store.take_code(replayed, ended.clone(), at(1)).await.unwrap();
    store.keep_sign_in(session, "alice".to_owned(), life).await.unwrap();
    drop(store);

    let store = open();
    assert_eq!(store.sign_in(session, at(1)).await.unwrap().as_deref(), Some("alice"));
    assert!(store.access(first.access, at(1)).await.unwrap().is_some());
    let refresh = first.refresh.unwrap();
    assert_eq!(store.rotate(refresh, second.clone(), GRACE, at(2)).await.unwrap(), Rotation::Rotated);
    assert_eq!(store.take_code(replayed, issue(2, 100), at(2)).await.unwrap(), Redemption::Replayed);
    drop(store);

    let store = open();
    assert!(store.access(ended.access, at(3)).await.unwrap().is_none(), "what has ended stays so");
    assert!(store.access(second.access, at(3)).await.unwrap().is_some());
    assert_eq!(store.take_code(waiting, issue(3, 100), at(3)).await.unwrap(), Redemption::Redeemed);
    assert_eq!(store.rotate(refresh, issue(13, 100), GRACE, at(13)).await.unwrap(), Rotation::Replayed);
    drop(store);

    let store = open();
    assert!(store.access(second.access, at(13)).await.unwrap().is_none());
    assert_eq!(store.take_code(redeemed, issue(13, 100), at(13)).await.unwrap(), Redemption::Replayed);
}

#[tokio::test]
async fn a_second_opener_is_refused() {
    let folder = folder();
    let path = folder.path().join("store.redb");
    let first = Redb::open(&path).unwrap();
    let error = open_file(path.clone()).await.unwrap_err();
    assert_eq!(error.to_string(), format!("cannot open the store `{}`", path.display()));
    let reason = error.source().unwrap().to_string();
    assert_eq!(reason, "another process has it open");
    drop(first);
    Redb::open(&path).unwrap();
}

#[test]
fn a_file_that_is_none_of_ours_is_refused() {
    let folder = folder();
    let text = folder.path().join("text");
    std::fs::write(&text, "not a database, ".repeat(1000)).unwrap();
    assert!(Redb::open(&text).is_err());
    assert_eq!(std::fs::read(&text).unwrap().len(), 16_000, "it is left as it was");

    let later = folder.path().join("later.redb");
    drop(Redb::open(&later).unwrap());
    let database = Database::open(&later).unwrap();
    let transaction = database.begin_write().unwrap();
    let about: TableDefinition<'_, &str, u64> = TableDefinition::new("about");
    transaction.open_table(about).unwrap().insert("version", 2).unwrap();
    transaction.commit().unwrap();
    drop(database);
    let error = Redb::open(&later).unwrap_err();
    assert_eq!(error.to_string(), "expected a file of version `1`, observed version `2`");
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder();
    let path = folder.path().join("new/store.redb");
    drop(Redb::open(&path).unwrap());
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
}

/// The number of entries in all tables.
fn entries(store: &Redb) -> u64 {
    let tables = store.database.begin_read().unwrap();
    let names: Vec<_> = tables.list_tables().unwrap().map(|table| table.name().to_owned()).collect();
    let count = |name: &String| {
        let handle = tables.list_tables().unwrap().find(|table| table.name() == name).unwrap();
        tables.open_untyped_table(handle).unwrap().len().unwrap()
    };
    names.iter().map(count).sum()
}

#[tokio::test]
async fn the_expired_are_swept_out() {
    let folder = folder();
    let store = Redb::open(&folder.path().join("store.redb")).unwrap();
    let mut most = 0;
    for second in 0..150 {
        let (code_key, tokens) = (key(), issue(second, 20));
        store
            .keep_code(code_key, code_for("client"), Life { now: at(second), expires: at(second + 10) })
            .await
            .unwrap();
        store.take_code(code_key, tokens, at(second)).await.unwrap();
        if second == 50 {
            most = entries(&store);
        }
    }
    let after = entries(&store);
    assert!(after <= most, "{most} entries after 50 grants, {after} after 150");
    assert!(after < 450, "{after}");
}

#[tokio::test]
async fn a_step_that_fails_takes_no_other_with_it() {
    let folder = folder();
    let store = Redb::open(&folder.path().join("store.redb")).unwrap();
    let life = Life { now: at(0), expires: at(50) };
    let (before, after) = (key(), key());
    let barrier = Arc::new(std::sync::Barrier::new(2));
    let other_side = Arc::clone(&barrier);
    // While the first step runs, between the two waits, the other three gather. They share the next transaction.
    let first = store.writer.run(move |_| {
        other_side.wait();
        other_side.wait();
        Ok(())
    });
    barrier.wait();
    let one = store.keep_sign_in(before, "alice".to_owned(), life);
    let failing = store.writer.run(move |tables| {
        SIGN_INS.insert(tables, key().as_bytes(), &"mallory".to_owned(), life)?;
        Err::<(), _>("a disk on fire".into())
    });
    let other = store.keep_sign_in(after, "bob".to_owned(), life);
    barrier.wait();

    first.await.unwrap();
    let error = failing.await.unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "a disk on fire");
    one.await.unwrap();
    other.await.unwrap();
    assert_eq!(store.sign_in(before, at(1)).await.unwrap().as_deref(), Some("alice"));
    assert_eq!(store.sign_in(after, at(1)).await.unwrap().as_deref(), Some("bob"));
    assert_eq!(entries(&store), 5, "two sign-ins with their deadlines, and the version");
}
