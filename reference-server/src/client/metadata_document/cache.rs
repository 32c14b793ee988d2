use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard},
    time::SystemTime,
};

use lru::LruCache;

use super::unreadable::Unreadable;
use crate::client::ClientMetadata;

/// How many documents are kept, and for how many URLs it is known who fetches: the least recently used go first.
const CAPACITY: NonZeroUsize = NonZeroUsize::new(1024).expect("it is not zero");

/// A document that was fetched.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) metadata: ClientMetadata,
    /// Until when it is used without asking.
    pub(super) fresh_until: SystemTime,
    /// Until when it is used if asking fails.
    pub(super) believed_until: SystemTime,
}

/// Why a document could not be had, and until when nobody tries again.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) why: Unreadable,
    pub(super) until: SystemTime,
}

/// The turn to fetch one document. Who holds it fetches, the others wait and use what came of it: the document, or the
/// failure in here. A request that goes away gives its turn to the next.
pub(super) type Turn = Arc<tokio::sync::Mutex<Option<Failure>>>;

/// What was fetched. Documents and turns are kept apart, so that nobody drives out the documents of others by naming URLs
/// that lead nowhere.
#[derive(Debug)]
pub(super) struct Cache {
    documents: Mutex<LruCache<String, Kept>>,
    turns: Mutex<LruCache<String, Turn>>,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            documents: Mutex::new(LruCache::sparse(CAPACITY)),
            turns: Mutex::new(LruCache::sparse(CAPACITY)),
        }
    }
}

impl Cache {
    pub(super) fn keep(&self, id: &str, document: Kept) {
        self.documents().put(id.to_owned(), document);
    }

    pub(super) fn forget(&self, id: &str) {
        self.documents().pop(id);
    }

    /// The document, if it can be used without asking.
    pub(super) fn fresh(&self, id: &str, now: SystemTime) -> Option<ClientMetadata> {
        let mut documents = self.documents();
        documents.get(id).filter(|kept| kept.fresh_until > now).map(|kept| kept.metadata.clone())
    }

    /// The document, if it can be used although asking failed.
    pub(super) fn believable(&self, id: &str, now: SystemTime) -> Option<ClientMetadata> {
        let mut documents = self.documents();
        documents
            .get(id)
            .filter(|kept| kept.believed_until > now)
            .map(|kept| kept.metadata.clone())
    }

    pub(super) fn turn(&self, id: &str) -> Turn {
        let mut turns = self.turns.lock().expect("nothing panics while it holds the lock");
        Arc::clone(turns.get_or_insert_ref(id, Turn::default))
    }

    fn documents(&self) -> MutexGuard<'_, LruCache<String, Kept>> {
        self.documents.lock().expect("nothing panics while it holds the lock")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::client::{DEFAULT_REDIRECT_URIS, pre_registered};

    fn kept(now: SystemTime) -> Kept {
        let client = pre_registered("id", None, DEFAULT_REDIRECT_URIS).unwrap();
        let after = |seconds| now + Duration::from_secs(seconds);
        Kept { metadata: client.metadata, fresh_until: after(10), believed_until: after(20) }
    }

    #[test]
    fn a_document_is_fresh_then_believable_then_gone() {
        let (cache, now) = (Cache::default(), SystemTime::UNIX_EPOCH);
        cache.keep("a", kept(now));
        let at = |second| {
            let now = now + Duration::from_secs(second);
            (cache.fresh("a", now).is_some(), cache.believable("a", now).is_some())
        };
        assert_eq!(
            [at(9), at(10), at(19), at(20)],
            [(true, true), (false, true), (false, true), (false, false)]
        );
        assert!(cache.fresh("b", now).is_none());
        cache.forget("a");
        assert_eq!(at(0), (false, false));
    }

    #[test]
    fn the_cache_is_bounded_and_asking_drives_out_no_document() {
        let (cache, now) = (Cache::default(), SystemTime::UNIX_EPOCH);
        cache.keep("a", kept(now));
        for number in 0..3000 {
            cache.turn(&number.to_string());
        }
        assert_eq!(cache.turns.lock().unwrap().len(), CAPACITY.get());
        assert!(cache.fresh("a", now).is_some());
        for number in 0..3000 {
            cache.keep(&number.to_string(), kept(now));
        }
        assert_eq!(cache.documents().len(), CAPACITY.get());
    }
}
