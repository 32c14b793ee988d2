//! A visit: from the authorization URL to the way back, one look at the page after the other.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use suites::{
    exchange::Exchange,
    oauth::authorization::{AuthorizationRequest, Callback},
    obstacle::Obstacle,
};

use super::{
    decision::{self, Act, decide},
    ended,
    log::Log,
    record::Record,
    session::{Session, Trouble},
    snapshot::{self, Asked, Control, Snapshot},
};
use crate::{
    approval::{Refusal, login::Login},
    wire::Wire,
};

/// The longest that a visit may take.
const LIMIT: Duration = Duration::from_mins(2);

/// How long a page that is complete, on which nothing is under way and nothing changes, may yet become another.
const STILL: Duration = Duration::from_secs(3);

/// How often the page is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// The most that is done on the way.
const MOST_ACTS: usize = 15;

/// The enter key (WebDriver §17.4.2).
const ENTER: &str = "\u{e007}";

/// Restricts where the document sends what is typed into it.
const GUARD: &str = include_str!("guard.js");

/// A browser on its way.
pub(super) struct Visit<'a> {
    record: Record<'a>,
    log: Log,
    login: &'a Login,
    seen: Option<Snapshot>,
    changed: Instant,
    /// The pages, by likeness, on which all was done that there was to do.
    done: Vec<String>,
    /// The fields that were filled in: the same again, and empty, is a refusal.
    typed: Vec<String>,
    acts: usize,
    told: String,
}

impl<'a> Visit<'a> {
    /// Opens the authorization URL.
    pub(super) async fn new(
        session: &'a Session,
        wire: &'a Wire,
        login: &'a Login,
        request: &'a AuthorizationRequest,
    ) -> Result<Self, Trouble> {
        let log = Log::new(session.window().await?);
        let agent = session.run("return navigator.userAgent", json!([])).await?;
        // A firewall that turns robots away would be taken for the server.
        let agent = agent.as_str().unwrap_or_default().replace("Headless", "");
        session.devtools("Network.setUserAgentOverride", json!({ "userAgent": agent })).await?;
        session.events().await?;
        session.open(request.url.as_str()).await?;
        let record = Record { session, wire, request, exchanges: Vec::new() };
        let (done, typed, told) = (Vec::new(), Vec::new(), String::new());
        Ok(Self { record, log, login, seen: None, changed: Instant::now(), done, typed, acts: 0, told })
    }

    /// The documents so far.
    pub(super) fn exchanges(self) -> Vec<Arc<Exchange>> {
        self.record.exchanges
    }

    /// Walks to the way back.
    pub(super) async fn walk(&mut self) -> Result<Callback, Refusal> {
        let begin = Instant::now();
        loop {
            if let Some(callback) = self.follow().await? {
                return Ok(callback);
            }
            let is_steady = self.look().await?;
            let (is_idle, still) = (self.log.is_idle(), self.changed.elapsed());
            // What a script keeps open for good does not keep a person from acting.
            if is_steady && (is_idle || still > STILL) {
                self.act().await?;
            }
            if (is_idle && still > STILL) || still > self.record.wire.patience() {
                return Err(self.stuck());
            }
            if begin.elapsed() > LIMIT || self.acts > MOST_ACTS {
                let (seconds, acts) = (begin.elapsed().as_secs(), self.acts);
                self.told = format!("after {seconds} s and {acts} clicks there is no way back to the client");
                return Err(self.person());
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Reads the log up to the way back.
    async fn follow(&mut self) -> Result<Option<Callback>, Refusal> {
        // Until a document has an answer, the driver may keep its own back.
        let patience = self.record.wire.patience();
        let events = match tokio::time::timeout(patience, self.record.session.events()).await {
            Ok(events) => events.map_err(|trouble| ended(&trouble))?,
            Err(_) => return Err(self.record.timed_out(self.log.waiting()).into()),
        };
        for event in events {
            let Some(hop) = self.log.read(&event, self.record.wire.now()) else { continue };
            self.changed = Instant::now();
            if let Some(callback) = self.record.add(hop).await? {
                return Ok(Some(callback));
            }
        }
        let waiting = self.log.waiting();
        match waiting {
            Some((_, since)) if Duration::from_millis(self.record.wire.now() - since) > patience => {
                Err(self.record.timed_out(waiting).into())
            }
            _ => Ok(None),
        }
    }

    /// Looks at the page; true where it is complete and as it was at the last look.
    async fn look(&mut self) -> Result<bool, Obstacle> {
        let seen = match self.record.session.run(snapshot::SCRIPT, json!([])).await {
            Ok(seen) => serde_json::from_value::<Snapshot>(seen).ok(),
            Err(trouble) if trouble.is_end() => return Err(ended(&trouble)),
            // Between two documents there is none to look at.
            Err(_) => None,
        };
        if seen == self.seen {
            return Ok(seen.is_some_and(|seen| seen.complete));
        }
        self.seen = seen;
        self.changed = Instant::now();
        Ok(false)
    }

    /// Does the next thing on the page, once.
    async fn act(&mut self) -> Result<(), Obstacle> {
        let Some(page) = self.seen.clone() else { return Ok(()) };
        if self.done.contains(&page.likeness()) {
            return Ok(());
        }
        let end = match decide(&page, self.login, &self.record.request.url) {
            Act::Wait(reason) => {
                self.told = reason;
                return Ok(());
            }
            Act::SignIn(fields, control) => {
                let names: Vec<_> = fields.iter().map(|asked| asked.field.label()).collect();
                let names = format!("{}{names:?}", page.url.path());
                if self.typed.contains(&names) {
                    self.told =
                        "the sign-in form came back: were the values given with `--login` right?".into();
                    return Ok(());
                }
                self.typed.push(names);
                self.told = "the sign-in form stays: were the values given with `--login` right?".into();
                self.sign_in(&page, &fields, control).await
            }
            Act::Click(control) => {
                self.told = format!("`{}` was clicked, and nothing came of it", control.label);
                self.record.session.click(&control.element).await
            }
        };
        self.acts += 1;
        self.done.push(page.likeness());
        self.changed = Instant::now();
        match end {
            Err(trouble) if trouble.is_end() => Err(ended(&trouble)),
            Err(trouble) if trouble.error != "stale element reference" => {
                self.told = format!("the page could not be used: {trouble}");
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Fills the fields in and sends them, if the browser confirms where it is.
    async fn sign_in(
        &mut self,
        page: &Snapshot,
        fields: &[&Asked],
        control: Option<&Control>,
    ) -> Result<(), Trouble> {
        let session = self.record.session;
        let server = &self.record.request.url;
        let place = session.url().await?.parse().ok();
        if !place.is_some_and(|place| self.login.may_go_to(&place, server)) {
            self.told = "the page is not where it says it is, and no password goes there".into();
            return Ok(());
        }
        session.run(GUARD, json!([self.allowed()])).await?;
        for asked in fields {
            let value = self.login.value(&asked.field).expect("only fields with a value are chosen");
            session.type_into(&asked.element, value).await?;
        }
        // Filled in, the page is another: nothing is left to do there but to send it.
        let filled: Result<Snapshot, _> =
            serde_json::from_value(session.run(snapshot::SCRIPT, json!([])).await?);
        self.done
            .extend(filled.ok().filter(|filled| filled.born == page.born).map(|page| page.likeness()));
        match (control, fields.last()) {
            (Some(control), _) => session.click(&control.element).await,
            (None, Some(last)) => session.type_into(&last.element, ENTER).await,
            (None, None) => Ok(()),
        }
    }

    /// The origins to which a sign-in form may lead besides its own: the client's, and those that the user named.
    fn allowed(&self) -> Value {
        let client = url::Url::parse(&self.record.request.redirect_uri).ok();
        let client = client.map(|client| client.origin().ascii_serialization());
        client.into_iter().chain(self.login.origins()).collect::<Vec<_>>().join(" ").into()
    }

    /// Nothing more will happen: the server's last answer tells why, or a person has to look.
    fn stuck(&mut self) -> Refusal {
        let last = self.record.exchanges.last();
        let stopped = self.seen.as_ref().filter(|seen| !seen.stopped.is_empty());
        match (stopped, last.and_then(|last| last.redirect())) {
            // The event of a form that was stopped on its way names where it began.
            (Some(_), Some(target)) => self.told = decision::stopped(target.as_str()),
            (Some(stopped), None) => self.told = decision::stopped(&stopped.stopped),
            (None, _) => {
                let dead = last.filter(|last| !last.response.is_success() || !last.response.is_html());
                if let Some(dead) = dead {
                    return Refusal::Page(Arc::clone(dead));
                }
            }
        }
        self.person()
    }

    fn person(&self) -> Refusal {
        let shown = self.seen.as_ref().map_or("no page".into(), Snapshot::described);
        let told = if self.told.is_empty() { "the page is not complete" } else { &self.told };
        let reason =
            format!("{told}; the browser shows {shown}; `--approve manual` lets a person go on from there");
        Obstacle::NeedsPerson { reason }.into()
    }
}
