//! URLs that never answer: asked a few times, then not again, so that a run ends in time.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard},
};

use suites::obstacle::Obstacle;
use url::Url;

/// How often a URL may fail to answer before it is not asked again.
const MOST_ATTEMPTS: usize = 3;

/// What is known of the URLs of a run.
#[derive(Debug, Default)]
pub(super) struct Silence {
    known: Mutex<HashMap<Url, Experience>>,
}

#[derive(Debug, Default)]
struct Experience {
    answered: bool,
    attempts: usize,
    obstacle: Option<Obstacle>,
}

impl Silence {
    /// The obstacle where `url` has never answered and has had its attempts.
    pub(super) fn expected(&self, url: &Url) -> Result<(), Obstacle> {
        let known = self.lock();
        let silent =
            known.get(&place(url)).filter(|known| !known.answered && known.attempts >= MOST_ATTEMPTS);
        silent.and_then(|known| known.obstacle.clone()).map_or(Ok(()), Err)
    }

    /// Remembers what a request to `url` came to; budgets of ours say nothing of it.
    pub(super) fn learn(&self, url: &Url, obstacle: Option<&Obstacle>) {
        let mut known = self.lock();
        let experience = known.entry(place(url)).or_default();
        match obstacle {
            None => experience.answered = true,
            Some(Obstacle::RequestBudget { .. } | Obstacle::Interrupted | Obstacle::NotRecorded { .. }) => {}
            Some(obstacle) => {
                experience.attempts += 1;
                experience.obstacle.get_or_insert_with(|| obstacle.clone());
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Url, Experience>> {
        self.known.lock().expect("nothing panics with the lock")
    }
}

/// A URL without what changes from request to request.
fn place(url: &Url) -> Url {
    let mut place = url.clone();
    place.set_query(None);
    place.set_fragment(None);
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("literal")
    }

    fn timed_out(url: &Url) -> Obstacle {
        Obstacle::TimedOut { url: url.to_string(), seconds: 1 }
    }

    #[test]
    fn a_url_that_never_answered_is_not_asked_a_fourth_time() {
        let (silence, asked) = (Silence::default(), url("https://h.example/mcp?a=1"));
        for _ in 0..3 {
            assert_eq!(silence.expected(&asked), Ok(()));
            silence.learn(&asked, Some(&timed_out(&asked)));
        }
        assert_eq!(silence.expected(&url("https://h.example/mcp?b=2")), Err(timed_out(&asked)));
        assert_eq!(silence.expected(&url("https://h.example/other")), Ok(()));
    }

    #[test]
    fn a_url_that_answered_once_is_asked_again_and_a_budget_of_ours_does_not_count() {
        let (silence, asked) = (Silence::default(), url("https://h.example/token"));
        silence.learn(&asked, None);
        (0..5).for_each(|_| silence.learn(&asked, Some(&timed_out(&asked))));
        assert_eq!(silence.expected(&asked), Ok(()));
        let other = url("https://h.example/authorize");
        (0..5).for_each(|_| silence.learn(&other, Some(&Obstacle::RequestBudget { limit: 1 })));
        assert_eq!(silence.expected(&other), Ok(()));
    }
}
