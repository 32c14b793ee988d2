use std::time::{Duration, Instant};

use futures::future::join_all;

use crate::{
    agent::{self, Code, Tokens},
    browser::Outcome,
    tally::Fact,
    world::World,
};

/// The grace of the server under test.
pub(crate) const GRACE: Duration = Duration::from_secs(2);
/// By how much the clocks of the server and of this program are taken to differ, and then some.
const MARGIN: Duration = Duration::from_millis(200);
/// For how long the server surely knows a code; it says ten minutes.
const CODE_LIFETIME: Duration = Duration::from_mins(5);

/// What a client may rely on, by the answers that it got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Stands,
    /// It was misused, and the answer was lost: it has ended, or not.
    Doubtful,
    Ended,
}

/// A refresh token, when it was first presented, and when the first answer came with the next one.
struct RefreshToken {
    value: String,
    presented: Option<Instant>,
    rotated: Option<Instant>,
}

impl RefreshToken {
    fn new(value: String) -> Self {
        Self { value, presented: None, rotated: None }
    }

    fn is_past_grace(&self) -> bool {
        self.rotated.is_some_and(|rotated| rotated.elapsed() > GRACE + MARGIN)
    }
}

/// A grant as its client knows it: every token that came, the oldest first.
pub(crate) struct Grant {
    code: Code,
    pub(crate) standing: Standing,
    access: Vec<String>,
    /// Those that were not rotated as far as the client knows, and those that were.
    open: Vec<RefreshToken>,
    used: Vec<RefreshToken>,
}

impl Grant {
    pub(crate) fn new(code: Code, tokens: Tokens, standing: Standing) -> Self {
        let (access, open) = (vec![tokens.access], vec![RefreshToken::new(tokens.refresh)]);
        Self { code, standing, access, open, used: Vec::new() }
    }

    /// Is a token of it on its way for the second time? Its grace runs.
    pub(crate) fn is_urgent(&self) -> bool {
        self.open.iter().any(|token| token.presented.is_some())
    }

    pub(crate) fn open_tokens(&self) -> usize {
        self.open.len()
    }

    /// Refreshes by the oldest token that is open, so many times at once. Did it work?
    pub(crate) async fn refresh(&mut self, world: &World, times: usize) -> bool {
        let mut token = self.open.remove(0);
        token.presented.get_or_insert_with(Instant::now);
        let refreshing =
            (0..times).map(|_| agent::refresh(&world.browser, &self.code.client_id, &token.value));
        for outcome in join_all(refreshing).await {
            self.refreshed(world, &mut token, outcome);
        }
        let worked = token.rotated.is_some();
        if worked { &mut self.used } else { &mut self.open }.push(token);
        worked
    }

    fn refreshed(&mut self, world: &World, token: &mut RefreshToken, outcome: Outcome<Tokens>) {
        match outcome {
            Outcome::Accepted(tokens) => {
                world.tally.add(Fact::Refresh);
                token.rotated.get_or_insert_with(Instant::now);
                self.access.push(tokens.access);
                self.open.push(RefreshToken::new(tokens.refresh));
            }
            Outcome::Refused(why) => {
                let presented = token.presented.expect("it was just presented");
                if presented.elapsed() + MARGIN < GRACE || why != "invalid_grant" {
                    world.tally.fault(Fact::LostAcknowledged, format!("a refresh token was refused: {why}"));
                } else {
                    world.tally.add(Fact::LateRetry);
                }
                self.standing = Standing::Ended;
            }
            Outcome::Lost => world.lost("refresh"),
        }
    }

    /// Are the newest access tokens accepted?
    pub(crate) async fn confirm_access(&self, world: &World, newest: usize) {
        for access in self.access.iter().rev().take(newest) {
            match agent::list_tools(&world.browser, access).await {
                Outcome::Accepted(()) => world.tally.add(Fact::FoundAccessToken),
                Outcome::Refused(why) => {
                    world.tally.fault(Fact::LostAcknowledged, format!("an access token was refused: {why}"));
                }
                Outcome::Lost => world.lost("use of an access token"),
            }
        }
    }

    /// Does everything still work that the client has?
    pub(crate) async fn confirm(&mut self, world: &World) {
        self.confirm_access(world, 3).await;
        for _ in 0..self.open.len() {
            if self.standing == Standing::Stands && self.refresh(world, 1).await {
                world.tally.add(Fact::FoundRefreshToken);
            }
        }
    }

    /// Is everything refused that came of a grant that has ended?
    pub(crate) async fn confirm_end(&self, world: &World) {
        let mut outcomes = Vec::new();
        if let Some(access) = self.access.last() {
            outcomes.push(agent::list_tools(&world.browser, access).await);
        }
        for token in &self.open {
            let outcome = agent::refresh(&world.browser, &self.code.client_id, &token.value).await;
            outcomes.push(outcome.and_then(|_| Some(())));
        }
        for outcome in outcomes {
            match outcome {
                Outcome::Refused(_) => world.tally.add(Fact::RefusedEnded),
                Outcome::Accepted(()) => {
                    world.tally.fault(Fact::CameBack, "a token of an ended grant was accepted");
                }
                Outcome::Lost => world.lost("use of an ended grant"),
            }
        }
    }

    /// Presents the code once more, which ends the grant while the server knows the code.
    pub(crate) async fn replay_code(&mut self, world: &World) {
        let ends = self.code.issued.elapsed() < CODE_LIFETIME;
        let outcome = agent::redeem(&world.browser, &self.code).await;
        self.replayed(world, "code", Fact::RefusedCode, &outcome, ends);
    }

    /// Presents each refresh token once more whose grace is over, up to so many. The first of them ends the grant. Was there
    /// one?
    pub(crate) async fn replay_refresh_tokens(&mut self, world: &World, most: usize) -> bool {
        let old: Vec<_> = self.used.iter().filter(|token| token.is_past_grace()).take(most).collect();
        let values: Vec<_> = old.into_iter().map(|token| token.value.clone()).collect();
        for value in &values {
            let outcome = agent::refresh(&world.browser, &self.code.client_id, value).await;
            self.replayed(world, "refresh token", Fact::RefusedRefreshToken, &outcome, true);
        }
        !values.is_empty()
    }

    fn replayed(&mut self, world: &World, what: &str, refused: Fact, outcome: &Outcome<Tokens>, ends: bool) {
        match outcome {
            Outcome::Accepted(_) => {
                world.tally.fault(Fact::UsedTwice, format!("a {what} was accepted again"));
            }
            Outcome::Refused(_) => {
                world.tally.add(refused);
                if ends {
                    self.standing = Standing::Ended;
                }
            }
            Outcome::Lost => {
                world.lost("replay");
                if ends && self.standing == Standing::Stands {
                    self.standing = Standing::Doubtful;
                }
            }
        }
    }
}
