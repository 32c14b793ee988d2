//! What a client keeps from one of its requests, and from one of its commands, to the next.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::Value;
use suites::{client::Remembers, oauth::token::Grant, session::Registered};

use super::{Player, discovery::Discovered, failure::Failure, session::Conversation};

/// The tokens that a client holds.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) grant: Grant,
    /// When the access token ends; `None` where the server did not say.
    pub(super) expires_at: Option<Instant>,
    /// The scope that was granted, where the server said.
    pub(super) scope: Option<String>,
}

impl Held {
    /// What is left of the access token's life.
    pub(super) fn left(&self, now: Instant) -> Option<Duration> {
        self.expires_at.map(|end| end.saturating_duration_since(now))
    }

    /// Whether the access token has ended.
    pub(super) fn has_expired(&self, now: Instant) -> bool {
        self.left(now) == Some(Duration::ZERO)
    }
}

/// What a client keeps.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The client that it is at the authorization server.
    pub(super) client: Option<Arc<Registered>>,
    /// The issuer of the authorization server at which it is that client.
    pub(super) issuer: Option<String>,
    /// Its tokens.
    pub(super) held: Option<Held>,
    /// The scope that the person was last asked for.
    pub(super) asked_scope: Option<String>,
    /// The scope that a challenge asked for beyond the granted one (`insufficient_scope`).
    pub(super) step_up: Option<String>,
    /// Whether the authorization server that discovery led to outlives the command.
    pub(super) keeps_server: bool,
    /// What its look around found.
    pub(super) seen: Discovered,
    /// What discovery had found when the code was redeemed.
    pub(super) redeemed_at: Discovered,
    /// The `resource` that the code was redeemed for.
    pub(super) redeemed_for: Option<String>,
    /// Whether the tokens were dropped because their renewal was refused for good.
    pub(super) was_refused: bool,
}

/// What a client has in mind while one of its commands runs.
#[derive(Debug, Default)]
pub(super) struct Command {
    /// Authorization server metadata that was fetched for a renewal.
    pub(super) for_renewal: Option<Discovered>,
    /// Whether a challenge could only be met by the person.
    pub(super) needs_person: bool,
    /// Whether a token was shown with the message that is under way.
    pub(super) showed_token: bool,
    /// How often a challenge was met.
    pub(super) sign_ins: usize,
    /// The tool that its user calls, and with what.
    pub(super) call: Option<(String, Value)>,
    /// Whether the next request shares the renewal of the one before, which it is sent beside.
    pub(super) shares_renewal: bool,
}

impl Player<'_> {
    /// A command begins: what the one before only had in its process is gone.
    pub(super) fn begin_command(&mut self) {
        self.command = Command::default();
        if !self.profile.session.stays_open.value {
            self.conversation = Conversation::default();
        }
        if self.profile.memory.discovery.value == Remembers::Server {
            self.discovered.forget_documents();
            if !self.memory.keeps_server {
                self.discovered.server = None;
            }
        }
    }

    /// A challenge is to be met: what does not outlive a sign-in is gone.
    pub(super) fn begin_sign_in(&mut self) {
        if matches!(
            self.profile.memory.discovery.value,
            Remembers::UntilRedeemed | Remembers::UntilChallenged
        ) {
            self.discovered = Discovered::default();
        }
    }

    /// At another authorization server than before, a client may be nobody, and its tokens are for none of its eyes. A client
    /// that was registered by hand stops there; one that is named by a URL of its own is known everywhere.
    pub(super) fn leave_another_issuer(&mut self) -> Result<(), Failure> {
        let metadata = self.discovered.server_metadata.as_ref();
        let issuer = metadata.and_then(|metadata| metadata.get("issuer")?.as_str()).map(str::to_owned);
        let known = std::mem::replace(&mut self.memory.issuer, issuer.clone());
        let (Some(known), true) = (known, self.profile.registration.belongs_to_issuer.value) else {
            return Ok(());
        };
        if issuer.as_ref() == Some(&known) {
            return Ok(());
        }
        if self.start.credentials.is_some() {
            return Err(Failure::IssuerChanged { known, found: issuer.unwrap_or_default() });
        }
        self.memory.client = self.memory.client.take().filter(|client| client.exchange.is_none());
        self.memory.held = None;
        Ok(())
    }

    /// Keeps tokens, and what follows from having them.
    pub(super) fn hold(&mut self, held: Held) {
        self.memory.held = Some(held);
        self.command.needs_person = false;
        self.memory.was_refused = false;
    }

    /// Drops tokens that the authorization server will not renew.
    pub(super) fn drop_refused(&mut self) {
        self.memory.held = None;
        self.memory.was_refused = true;
    }
}
