//! Tables that forget.

use std::{cell::Cell, marker::PhantomData, time::SystemTime};

use redb::{
    CommitError, Key, ReadTransaction, ReadableTable, Table, TableDefinition, TableError, Value,
    WriteTransaction,
};
use serde::{Serialize, de::DeserializeOwned};

use super::Failure;
use crate::store::{Life, kept::milliseconds};

/// An entry is the time when it expires, in milliseconds since 1970, and its value as JSON.
type Entries<'a> = TableDefinition<'a, &'static [u8], (u64, &'static [u8])>;

/// When each entry of each table expires, the soonest first: its time, the table's name, and its key.
const DEADLINES: TableDefinition<'_, (u64, &str, &[u8]), ()> = TableDefinition::new("deadlines");

/// How many of the expired an insertion sweeps out. With more than one, the swept keep ahead of the inserted.
const SWEPT: usize = 2;

/// A table whose entries have the type `V` and expire. Each insertion sweeps out a few entries that have, of whatever table,
/// so that the file is hardly larger than what lives in it and no step takes long.
pub(super) struct Expiring<V> {
    name: &'static str,
    holds: PhantomData<fn() -> V>,
}

impl<V> Expiring<V> {
    pub(super) const fn new(name: &'static str) -> Self {
        Self { name, holds: PhantomData }
    }

    const fn entries(&self) -> Entries<'static> {
        TableDefinition::new(self.name)
    }

    /// Makes the table where there is none, since a reader cannot.
    pub(super) fn create(&self, tables: &WriteTransaction) -> Result<(), Failure> {
        tables.open_table(self.entries())?;
        tables.open_table(DEADLINES)?;
        Ok(())
    }

    pub(super) fn remove(&self, tables: &Writing, key: &[u8]) -> Result<(), Failure> {
        let mut entries = tables.table(self.entries())?;
        if let Some(removed) = entries.remove(key)? {
            tables.changed.set(true);
            tables.table(DEADLINES)?.remove((removed.value().0, self.name, key))?;
        }
        Ok(())
    }

    /// Prolongs a life that has not ended.
    pub(super) fn extend(
        &self,
        tables: &Writing,
        key: &[u8],
        until: SystemTime,
        now: SystemTime,
    ) -> Result<(), Failure> {
        let (now, until) = (milliseconds(now), milliseconds(until));
        let mut entries = tables.table(self.entries())?;
        let Some(entry) = entries.get(key)?.map(|entry| (entry.value().0, entry.value().1.to_vec())) else {
            return Ok(());
        };
        let (expires, value) = entry;
        if expires > now && expires < until {
            tables.changed.set(true);
            entries.insert(key, (until, value.as_slice()))?;
            let mut deadlines = tables.table(DEADLINES)?;
            deadlines.remove((expires, self.name, key))?;
            deadlines.insert((until, self.name, key), ())?;
        }
        Ok(())
    }

    /// The keys of all entries that begin so, expired or not.
    pub(super) fn keys(&self, tables: &Writing, start: &[u8]) -> Result<Vec<Vec<u8>>, Failure> {
        let mut keys = Vec::new();
        for entry in tables.table(self.entries())?.range(start..)? {
            let (key, _) = entry?;
            if !key.value().starts_with(start) {
                break;
            }
            keys.push(key.value().to_vec());
        }
        Ok(keys)
    }
}

impl<V: Serialize + DeserializeOwned> Expiring<V> {
    /// Puts an entry in, in the place of one with its key.
    pub(super) fn insert(&self, tables: &Writing, key: &[u8], value: &V, life: Life) -> Result<(), Failure> {
        sweep(tables, life.now)?;
        self.remove(tables, key)?;
        let expires = milliseconds(life.expires);
        let value = serde_json::to_vec(value)?;
        tables.changed.set(true);
        tables.table(self.entries())?.insert(key, (expires, value.as_slice()))?;
        tables.table(DEADLINES)?.insert((expires, self.name, key), ())?;
        Ok(())
    }

    /// Changes the value of an entry that is there, and not when it expires.
    pub(super) fn replace(&self, tables: &Writing, key: &[u8], value: &V) -> Result<(), Failure> {
        let mut entries = tables.table(self.entries())?;
        let Some(expires) = entries.get(key)?.map(|entry| entry.value().0) else { return Ok(()) };
        tables.changed.set(true);
        entries.insert(key, (expires, serde_json::to_vec(value)?.as_slice()))?;
        Ok(())
    }

    pub(super) fn live(
        &self,
        tables: &impl Tables,
        key: &[u8],
        now: SystemTime,
    ) -> Result<Option<V>, Failure> {
        tables
            .entry(self.entries(), key, milliseconds(now))?
            .map_or(Ok(None), |value| Ok(Some(serde_json::from_slice(&value)?)))
    }

    pub(super) fn take(&self, tables: &Writing, key: &[u8], now: SystemTime) -> Result<Option<V>, Failure> {
        let taken = self.live(tables, key, now)?;
        self.remove(tables, key)?;
        Ok(taken)
    }

    pub(super) fn all_live(&self, tables: &ReadTransaction, now: SystemTime) -> Result<Vec<V>, Failure> {
        let mut all = Vec::new();
        for entry in tables.open_table(self.entries())?.iter()? {
            let (_, entry) = entry?;
            let (expires, value) = entry.value();
            if expires > milliseconds(now) {
                all.push(serde_json::from_slice(value)?);
            }
        }
        Ok(all)
    }
}

/// Removes a few of the entries that have expired.
fn sweep(tables: &Writing, now: SystemTime) -> Result<(), Failure> {
    let mut deadlines = tables.table(DEADLINES)?;
    for _ in 0..SWEPT {
        let Some((expires, name, key)) = deadlines.first()?.map(|(first, _)| {
            let (expires, name, key) = first.value();
            (expires, name.to_owned(), key.to_vec())
        }) else {
            break;
        };
        if expires > milliseconds(now) {
            break;
        }
        tables.changed.set(true);
        deadlines.remove((expires, name.as_str(), key.as_slice()))?;
        tables.table(Entries::new(&name))?.remove(key.as_slice())?;
    }
    Ok(())
}

/// A write transaction that knows whether it has anything to write.
pub(super) struct Writing {
    transaction: WriteTransaction,
    changed: Cell<bool>,
}

impl Writing {
    pub(super) fn new(transaction: WriteTransaction) -> Self {
        Self { transaction, changed: Cell::new(false) }
    }

    fn table<K: Key + 'static, V: Value + 'static>(
        &self,
        definition: TableDefinition<'_, K, V>,
    ) -> Result<Table<'_, K, V>, TableError> {
        self.transaction.open_table(definition)
    }

    /// Writes what has changed to the disk. If nothing has, as when somebody presents a ticket that does not exist, the disk
    /// is left alone.
    pub(super) fn commit(self) -> Result<(), CommitError> {
        if self.changed.get() { self.transaction.commit() } else { Ok(self.transaction.abort()?) }
    }
}

/// What both kinds of transaction can do.
pub(super) trait Tables {
    /// The value of an entry that lives at `now`.
    fn entry(&self, entries: Entries<'_>, key: &[u8], now: u64) -> Result<Option<Vec<u8>>, Failure>;
}

impl Tables for ReadTransaction {
    fn entry(&self, entries: Entries<'_>, key: &[u8], now: u64) -> Result<Option<Vec<u8>>, Failure> {
        live_entry(&self.open_table(entries)?, key, now)
    }
}

impl Tables for Writing {
    fn entry(&self, entries: Entries<'_>, key: &[u8], now: u64) -> Result<Option<Vec<u8>>, Failure> {
        live_entry(&self.table(entries)?, key, now)
    }
}

fn live_entry(
    entries: &impl ReadableTable<&'static [u8], (u64, &'static [u8])>,
    key: &[u8],
    now: u64,
) -> Result<Option<Vec<u8>>, Failure> {
    let Some(entry) = entries.get(key)? else { return Ok(None) };
    let (expires, value) = entry.value();
    Ok((expires > now).then(|| value.to_vec()))
}
