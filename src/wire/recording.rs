//! The recording of a run: every exchange, numbered.

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use suites::{
    exchange::{Exchange, Request, Response},
    obstacle::Obstacle,
};

use super::WayBack;

/// Somebody who is told of every exchange as it ends.
pub type Observer = Box<dyn Fn(&Exchange) + Send + Sync>;

/// An exchange with what a recording tells beside it.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The exchange.
    pub exchange: Arc<Exchange>,
    /// On whose behalf it was asked.
    pub asker: Arc<str>,
    /// Why there is no answer, where there is none.
    pub obstacle: Option<Obstacle>,
}

/// Every exchange of a run, in the order of the answers.
pub struct Recording {
    start: Instant,
    bytes: AtomicUsize,
    recorded: Mutex<Vec<Recorded>>,
    ways_back: Mutex<Vec<WayBack>>,
    observer: Mutex<Option<Observer>>,
}

impl Default for Recording {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            bytes: AtomicUsize::new(0),
            recorded: Mutex::default(),
            ways_back: Mutex::default(),
            observer: Mutex::default(),
        }
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Recording({} exchanges)", self.len())
    }
}

impl Recording {
    /// The exchanges so far.
    pub fn exchanges(&self) -> Vec<Arc<Exchange>> {
        self.lock().iter().map(|recorded| Arc::clone(&recorded.exchange)).collect()
    }

    /// The exchange of this index.
    pub fn exchange(&self, index: usize) -> Option<Arc<Exchange>> {
        self.lock().get(index).map(|recorded| Arc::clone(&recorded.exchange))
    }

    /// The exchanges so far, each with what a recording tells beside it.
    pub fn recorded(&self) -> Vec<Recorded> {
        self.lock().clone()
    }

    /// How the person's browser came back so far.
    pub fn ways_back(&self) -> Vec<WayBack> {
        self.ways_back.lock().expect("nothing panics with the lock").clone()
    }

    pub(super) fn add_way_back(&self, way: WayBack) {
        self.ways_back.lock().expect("nothing panics with the lock").push(way);
    }

    /// How many exchanges there are so far.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// True before the first exchange.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// The bytes of all bodies so far.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Milliseconds since the start of the run.
    pub(super) fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).expect("a run lasts less than an age")
    }

    pub(super) fn observe(&self, observer: Observer) {
        *self.observer.lock().expect("no observer panics") = Some(observer);
    }

    /// Adds what a request came to, with its start and its length in milliseconds, and hands the exchange back or the obstacle.
    pub(super) fn add(
        &self,
        asker: &Arc<str>,
        request: &Request,
        answer: Result<Response, Obstacle>,
        (started_ms, duration_ms): (u64, u64),
    ) -> Result<Arc<Exchange>, Obstacle> {
        let (response, obstacle) = match answer {
            Ok(response) => (response, None),
            Err(obstacle) => (Response::default(), Some(obstacle)),
        };
        self.bytes.fetch_add(response.body.len(), Ordering::Relaxed);
        let failure = obstacle.as_ref().map(ToString::to_string);
        let mut recorded = self.lock();
        let index = recorded.len();
        let request = request.clone();
        let exchange = Arc::new(Exchange { index, request, response, failure, started_ms, duration_ms });
        let (asker, told) = (Arc::clone(asker), obstacle.clone());
        recorded.push(Recorded { exchange: Arc::clone(&exchange), asker, obstacle: told });
        drop(recorded);
        if let Some(observer) = &*self.observer.lock().expect("no observer panics") {
            observer(&exchange);
        }
        obstacle.map_or(Ok(exchange), Err)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Recorded>> {
        self.recorded.lock().expect("nothing panics while it holds the recording")
    }
}
