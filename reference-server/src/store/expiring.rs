use std::{collections::HashMap, hash::Hash, time::SystemTime};

use super::Life;

/// A map that forgets. The expired are swept out whenever the map has doubled since the last sweep, so that the cost of
/// sweeping is spread evenly and the map is never more than twice as large as what lives in it.
#[derive(Debug)]
pub(super) struct Expiring<K, V> {
    entries: HashMap<K, (V, SystemTime)>,
    sweep_at: usize,
}

/// The size below which nothing is swept.
const SMALL: usize = 1024;

impl<K, V> Default for Expiring<K, V> {
    fn default() -> Self {
        Self { entries: HashMap::new(), sweep_at: SMALL }
    }
}

impl<K: Hash + Eq, V> Expiring<K, V> {
    pub(super) fn insert(&mut self, key: K, value: V, life: Life) {
        if self.entries.len() >= self.sweep_at {
            self.entries.retain(|_, (_, expires)| *expires > life.now);
            self.sweep_at = SMALL.max(2 * self.entries.len());
        }
        self.entries.insert(key, (value, life.expires));
    }

    /// Prolongs a life that has not ended.
    pub(super) fn extend(&mut self, key: &K, until: SystemTime, now: SystemTime) {
        if let Some((_, expires)) = self.entries.get_mut(key).filter(|(_, expires)| *expires > now) {
            *expires = until.max(*expires);
        }
    }

    pub(super) fn live(&self, key: &K, now: SystemTime) -> Option<&V> {
        self.entries.get(key).filter(|(_, expires)| *expires > now).map(|(value, _)| value)
    }

    pub(super) fn live_mut(&mut self, key: &K, now: SystemTime) -> Option<&mut V> {
        self.entries.get_mut(key).filter(|(_, expires)| *expires > now).map(|(value, _)| value)
    }

    pub(super) fn all_live(&self, now: SystemTime) -> impl Iterator<Item = &V> {
        self.entries.values().filter(move |(_, expires)| *expires > now).map(|(value, _)| value)
    }

    pub(super) fn take(&mut self, key: &K, now: SystemTime) -> Option<V> {
        let (value, expires) = self.entries.remove(key)?;
        (expires > now).then_some(value)
    }

    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        self.entries.remove(key).map(|(value, _)| value)
    }

    pub(super) fn retain(&mut self, mut keep: impl FnMut(&V) -> bool) {
        self.entries.retain(|_, (value, _)| keep(value));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_expired_are_swept_out() {
        let mut map = Expiring::default();
        let start = SystemTime::UNIX_EPOCH;
        for second in 0..100_000 {
            let now = start + Duration::from_secs(second);
            let life = Life { now, expires: now + Duration::from_mins(1) };
            map.insert(second, (), life);
        }
        assert!(map.entries.len() <= 1025, "{}", map.entries.len());
    }
}
