//! The way out that leads to a recording: each request is answered as it was when it was recorded.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

use suites::{
    exchange::{Request, Response},
    oauth::authorization::Callback,
    obstacle::Obstacle,
    session::Approval,
};
use url::Url;

use super::silence::Silence;

/// An exchange that was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taped {
    /// On whose behalf it was asked.
    pub asker: Arc<str>,
    /// What was sent.
    pub request: Request,
    /// What came back, or why nothing did.
    pub answer: Result<Response, Obstacle>,
    /// Milliseconds from the start of the run to the sending.
    pub started_ms: u64,
    /// Milliseconds from the sending to the last byte that was read.
    pub duration_ms: u64,
}

/// How the person's browser came back from an authorization URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayBack {
    /// On whose behalf it was opened.
    pub asker: Arc<str>,
    /// The authorization URL.
    pub url: Url,
    /// The indices of the browser's exchanges.
    pub exchanges: Vec<usize>,
    /// The way back; its `exchange` is a place in `exchanges`.
    pub callback: Callback,
}

impl WayBack {
    /// That of an approval.
    pub(super) fn of(asker: &Arc<str>, approval: &Approval) -> Self {
        let exchanges: Vec<_> = approval.exchanges.iter().map(|exchange| exchange.index).collect();
        let sent_by = approval.callback.exchange;
        let place = sent_by.and_then(|sent_by| exchanges.iter().position(|index| *index == sent_by));
        let callback = Callback { exchange: place, ..approval.callback.clone() };
        Self { asker: Arc::clone(asker), url: approval.request.url.clone(), exchanges, callback }
    }
}

/// A recording that answers: the same request of the same asker gets the same answer, one after the other where there
/// were several. What others asked meanwhile does not matter.
#[derive(Debug)]
pub struct Tape {
    places: Mutex<HashMap<String, VecDeque<usize>>>,
    taped: Vec<Taped>,
    ways_back: Vec<WayBack>,
    silence: Silence,
}

impl Tape {
    /// A recording of these exchanges, in the order in which they were recorded, and of these ways back.
    pub fn new(taped: Vec<Taped>, ways_back: Vec<WayBack>) -> Self {
        let mut order: Vec<_> = (0..taped.len()).collect();
        order.sort_by_key(|index| taped[*index].started_ms);
        let mut places: HashMap<String, VecDeque<usize>> = HashMap::new();
        for index in order {
            let taped = &taped[index];
            places.entry(key(&taped.asker, &taped.request)).or_default().push_back(index);
        }
        let silence = Silence::default();
        for taped in &taped {
            silence.learn(&taped.request.url, taped.answer.as_ref().err());
        }
        Self { places: Mutex::new(places), taped, ways_back, silence }
    }

    /// The next answer to this request of this asker.
    pub(super) fn next(&self, asker: &str, request: &Request) -> Option<&Taped> {
        let mut places = self.places.lock().expect("nothing panics with the lock");
        let index = places.get_mut(&key(asker, request))?.pop_front()?;
        Some(&self.taped[index])
    }

    /// Why there is no answer to a request that is not on the tape: where the run had given a URL up, it asked nobody.
    pub(super) fn absence(&self, request: &Request) -> Obstacle {
        let given_up = self.silence.expected(&request.url).err();
        given_up.unwrap_or_else(|| Obstacle::not_recorded(request))
    }

    /// How the browser came back from this authorization URL of this asker.
    pub(super) fn way_back(&self, asker: &str, url: &Url) -> Option<&WayBack> {
        self.ways_back.iter().find(|way| &*way.asker == asker && way.url == *url)
    }

    /// The exchange of this index.
    pub(super) fn at(&self, index: usize) -> Option<&Taped> {
        self.taped.get(index)
    }
}

/// What makes two requests the same: all of it. Of cookies, the order in which a browser sends them is its own affair.
fn key(asker: &str, request: &Request) -> String {
    let Request { by, method, url, headers, body, .. } = request;
    let mut fields: Vec<_> = headers
        .iter()
        .map(|(name, value)| {
            let name = name.to_ascii_lowercase();
            let mut parts: Vec<_> = if name == "cookie" { value.split("; ").collect() } else { vec![value] };
            parts.sort_unstable();
            format!("{name}: {}", parts.join("; "))
        })
        .collect();
    fields.sort_unstable();
    format!("{asker}\n{} {method} {url}\n{}\n\n{body}", by.name(), fields.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taped(asker: &str, cookie: &str, status: u16, started_ms: u64) -> Taped {
        let url = Url::parse("https://h.example/authorize").expect("literal");
        let request = Request::read(url).with("Cookie", cookie);
        let answer = Ok(Response { status, ..Response::default() });
        Taped { asker: asker.into(), request, answer, started_ms, duration_ms: 1 }
    }

    #[test]
    fn each_asker_gets_its_own_answers_in_the_order_of_its_requests() {
        let later = taped("a", "x=1; y=2", 201, 2);
        let taped_all = vec![later, taped("b", "x=1; y=2", 500, 0), taped("a", "y=2; x=1", 200, 1)];
        let tape = Tape::new(taped_all, Vec::new());
        let asked = taped("", "x=1; y=2", 0, 0).request;
        let status = |asker| {
            let answer = tape.next(asker, &asked).map(|taped| taped.answer.clone());
            answer.map(|answer| answer.expect("it was answered").status)
        };
        assert_eq!((status("a"), status("b"), status("a")), (Some(200), Some(500), Some(201)));
        assert_eq!((status("a"), status("c")), (None, None));
        assert!(tape.next("b", &asked.with("Accept", "*/*")).is_none());
    }
}
