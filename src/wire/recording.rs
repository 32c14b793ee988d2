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

/// Somebody who is told of every exchange as it ends.
pub type Observer = Box<dyn Fn(&Exchange) + Send + Sync>;

/// Every exchange of a run, in the order of the answers.
pub struct Recording {
    start: Instant,
    bytes: AtomicUsize,
    exchanges: Mutex<Vec<Arc<Exchange>>>,
    observer: Mutex<Option<Observer>>,
}

impl Default for Recording {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            bytes: AtomicUsize::new(0),
            exchanges: Mutex::default(),
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
        self.lock().clone()
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

    /// Adds what a request came to, and hands the exchange back or the obstacle.
    pub(super) fn add(
        &self,
        request: &Request,
        answer: Result<Response, Obstacle>,
        started_ms: u64,
    ) -> Result<Arc<Exchange>, Obstacle> {
        let duration_ms = self.now() - started_ms;
        let (response, obstacle) = match answer {
            Ok(response) => (response, None),
            Err(obstacle) => (Response::default(), Some(obstacle)),
        };
        self.bytes.fetch_add(response.body.len(), Ordering::Relaxed);
        let failure = obstacle.as_ref().map(ToString::to_string);
        let mut exchanges = self.lock();
        let index = exchanges.len();
        let request = request.clone();
        let exchange = Arc::new(Exchange { index, request, response, failure, started_ms, duration_ms });
        exchanges.push(Arc::clone(&exchange));
        drop(exchanges);
        if let Some(observer) = &*self.observer.lock().expect("no observer panics") {
            observer(&exchange);
        }
        obstacle.map_or(Ok(exchange), Err)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Exchange>>> {
        self.exchanges.lock().expect("nothing panics while it holds the recording")
    }
}
