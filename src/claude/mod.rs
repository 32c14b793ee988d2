//! The mock Claude clients: a walk through the flow as a given client does it, from the URL to the tools.
//!
//! One flow for all: the profile (`suites::client`) says which steps, in which order, by which agent and under which
//! rules. Nothing here asks which client it plays, except for the words in `words`.

mod authorization;
mod contact;
mod discovery;
mod explanation;
mod failure;
mod redemption;
mod registration;
mod schema;
mod session;
mod words;

use std::{sync::Arc, time::Duration};

use suites::{
    client::{Agent, Message, Profile, Step},
    exchange::{Exchange, Request},
    oauth::{
        challenge::Challenge,
        token::{Credentials, Secret},
    },
    obstacle::Obstacle,
    session::{Outcome, Stage, Walk},
};
use url::Url;

use crate::{approval::Approver, wire::Wire};
use discovery::Discovered;
use failure::Failure;
use session::Conversation;

/// What a walk is given.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// The MCP URL as the user entered it.
    pub target: &'a Url,
    /// The way out.
    pub wire: &'a Wire,
    /// The person.
    pub approver: &'a Approver,
    /// A pre-registered client.
    pub credentials: Option<&'a Credentials>,
    /// An access token that takes the place of registration, approval and redemption.
    pub token: Option<&'a Secret>,
    /// Whether clients may be registered.
    pub may_register: bool,
}

/// Plays a client against a server.
pub async fn connect(profile: &'static Profile, start: Start<'_>) -> Walk {
    let mut player = Player::new(profile, start);
    let end = player.play().await;
    player.finish(end)
}

/// Where a step leads.
enum Next {
    /// To the next step.
    Step,
    /// To the next phase.
    Phase,
    /// To the session, without signing in.
    Session,
}

struct Player<'a> {
    profile: &'static Profile,
    start: Start<'a>,
    walk: Walk,
    challenge: Option<Challenge>,
    discovered: Discovered,
    access_token: Option<String>,
    conversation: Conversation,
    discover_was_challenged: bool,
    must_sign_in: bool,
    losses: Vec<&'static str>,
}

impl<'a> Player<'a> {
    fn new(profile: &'static Profile, start: Start<'a>) -> Self {
        Self {
            profile,
            start,
            walk: Walk::begun(profile.client),
            challenge: None,
            discovered: Discovered::default(),
            access_token: None,
            conversation: Conversation::default(),
            discover_was_challenged: false,
            must_sign_in: false,
            losses: Vec::new(),
        }
    }

    /// Plays the phases; where an endpoint that opened without a token asks for one later, again with the sign-in.
    async fn play(&mut self) -> Result<(), Failure> {
        match self.play_phases().await {
            Err(Failure::TokenRefused(exchange)) if self.access_token.is_none() => {
                self.remember_challenge(&exchange);
                self.must_sign_in = true;
                self.play_phases().await
            }
            end => end,
        }
    }

    async fn play_phases(&mut self) -> Result<(), Failure> {
        let mut skips_to_session = false;
        for phase in self.profile.phases.value {
            let is_session = phase.name == "session";
            if (skips_to_session && !is_session) || (self.must_sign_in && phase.name == "probe") {
                continue;
            }
            self.walk.phases.push((phase.name, Vec::new()));
            for step in phase.steps {
                match self.step(step, is_session).await {
                    Ok(Next::Step) => {}
                    Ok(Next::Phase) => break,
                    Ok(Next::Session) => {
                        skips_to_session = true;
                        self.losses.clear();
                        break;
                    }
                    // What goes wrong in a health check is told there, and the sign-in is tried all the same.
                    Err(failure) if phase.name == "probe" && failure.stage() > Stage::Reachability => break,
                    Err(failure) => return Err(failure),
                }
            }
        }
        Ok(())
    }

    async fn step(&mut self, step: &'static Step, is_session: bool) -> Result<Next, Failure> {
        let needs_person = matches!(step, Step::Register(_) | Step::Authorize | Step::Redeem(_));
        if let Some(token) = self.start.token.filter(|_| needs_person) {
            self.access_token = Some(token.reveal().to_owned());
            return Ok(Next::Step);
        }
        match step {
            Step::Send(agent, message) if is_session => self.speak(agent, *message).await,
            Step::Send(agent, message) => self.contact(agent, *message).await,
            Step::Discover(agent, accept) => self.discover(agent, accept).await,
            Step::Register(agent) => self.register(agent).await,
            Step::Authorize => self.authorize().await,
            Step::Redeem(agent) => self.redeem(agent).await,
        }
    }

    /// Sends a request of the client and notes the exchange in the current phase.
    async fn send(&mut self, request: &Request) -> Result<Arc<Exchange>, Obstacle> {
        let patience = Duration::from_secs(self.profile.contact.patience.value);
        let exchange = self.start.wire.send(request, patience).await?;
        self.note(exchange.index);
        Ok(exchange)
    }

    fn note(&mut self, index: usize) {
        let (_, exchanges) = self.walk.phases.last_mut().expect("a phase is under way");
        exchanges.push(index);
    }

    fn finish(mut self, end: Result<(), Failure>) -> Walk {
        match end {
            Ok(()) if self.losses.is_empty() => {
                self.walk.message = words::connected(self.profile.client).into();
                self.walk.explanation = "it signed in and listed the tools".into();
            }
            Ok(()) => {
                self.walk.outcome = Outcome::Degraded;
                self.walk.message = words::connected(self.profile.client).into();
                self.walk.explanation = self.losses.join("; ");
            }
            Err(failure) => {
                self.walk.outcome = words::outcome(self.profile.client, &failure);
                self.walk.stage = failure.stage();
                self.walk.obstacle = failure.obstacle();
                self.walk.message = words::message(self.profile.client, &failure, self.start.target);
                let found_metadata = self.discovered.server_metadata.is_some();
                self.walk.explanation = explanation::explanation(&failure, self.start.target, found_metadata);
            }
        }
        self.walk
    }

    fn loses(&mut self, what: &'static str) {
        if !self.losses.contains(&what) {
            self.losses.push(what);
        }
    }
}

/// A request with the header fields of `agent`.
fn by(agent: &Agent, request: Request) -> Request {
    request.with_all(agent.fields())
}

/// The failure of a step of the client that got no answer: the server's, or a limit of ours.
fn no_answer(stage: Stage, obstacle: Obstacle) -> Failure {
    match obstacle {
        Obstacle::Unreachable { .. } | Obstacle::Tls { .. } | Obstacle::TimedOut { .. } => {
            Failure::NoAnswer(stage, obstacle)
        }
        ours => Failure::Unplayable(stage, ours),
    }
}

/// Whether a message is a GET, which has no body.
const fn is_get(message: Message) -> bool {
    matches!(message, Message::Knock | Message::OpenStream)
}
