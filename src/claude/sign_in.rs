//! The sign-in, as the SDK inside the command-line clients orders it: discovery, becoming a client, renewing what can be
//! renewed, and where nothing else helps, the person.

use std::sync::Arc;

use suites::{
    client::{Accept, Agent, IssCheck, Remembers, Unattended},
    session::Approval,
};

use super::{Next, Player, discovery::Discovered, failure::Failure, memory::Held};

/// Who is there while a client signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// Somebody who can approve.
    Person,
    /// Nobody.
    Nobody,
}

/// How far a client gets by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignedIn {
    /// It holds new tokens.
    Renewed,
    /// The person must approve.
    NeedsPerson,
}

impl Player<'_> {
    /// The client's sign-in with its user.
    pub(super) async fn sign_in(&mut self, agent: &'static Agent, accept: &Accept) -> Result<Next, Failure> {
        if let Some(token) = self.start.token {
            self.discover(agent, accept).await?;
            self.memory.held = Some(Held::given(token));
            return Ok(Next::Step);
        }
        let signed_in = self.authenticate(agent, accept, Presence::Person).await?;
        if signed_in == SignedIn::NeedsPerson {
            self.approve_and_redeem(agent, accept).await?;
        }
        self.renew_ahead_in_login().await?;
        Ok(Next::Step)
    }

    /// Everything of a sign-in that needs nobody.
    pub(super) async fn authenticate(
        &mut self,
        agent: &'static Agent,
        accept: &Accept,
        presence: Presence,
    ) -> Result<SignedIn, Failure> {
        self.discover(agent, accept).await?;
        self.leave_another_issuer()?;
        self.memory.keeps_server |= presence == Presence::Person;
        self.check_resource()?;
        if !self.become_client(agent, presence).await? {
            return Ok(SignedIn::NeedsPerson);
        }
        let signed_in = self.renew(agent).await?;
        if self.memory.was_refused {
            // The SDK begins again, with what it still has.
            self.discover(agent, accept).await?;
            self.become_client(agent, presence).await?;
        }
        Ok(signed_in)
    }

    /// Whether the client is a client now: it was one, or becomes one as far as its rules let it without its user.
    async fn become_client(&mut self, agent: &'static Agent, presence: Presence) -> Result<bool, Failure> {
        if self.memory.client.is_some() {
            return Ok(true);
        }
        let unattended = match (presence, self.profile.registration.unattended.value) {
            (Presence::Person, _) => {
                self.register(agent, None).await?;
                return Ok(true);
            }
            (Presence::Nobody, Unattended::Never) => return Ok(false),
            (Presence::Nobody, unattended) => unattended,
        };
        if self.discovered.server_metadata.is_none() {
            self.register(agent, Some(unattended)).await?;
            self.memory.keeps_server = true;
            return Ok(true);
        }
        self.can_become_client().map(|()| false)
    }

    /// From the person's approval to the tokens.
    pub(super) async fn approve_and_redeem(
        &mut self,
        agent: &'static Agent,
        accept: &Accept,
    ) -> Result<(), Failure> {
        self.check_challenge_methods()?;
        self.look_again().await?;
        let approval = self.authorize().await?;
        self.check_state(agent, accept, &approval).await?;
        if self.profile.authorization.checks_iss.value == IssCheck::BeforeReading {
            self.check_iss(&approval.callback)?;
        }
        self.check_callback(&approval.callback)?;
        self.redeem(agent, accept, &approval).await?;
        if self.profile.memory.discovery.value == Remembers::UntilRedeemed {
            self.discovered.server = None;
        }
        Ok(())
    }

    /// Holds the callback's `state` against the one that was sent. Where it finds what it remembers by the state, a
    /// client with a wrong one has nothing left of its discovery, and looks for everything again before it fails.
    async fn check_state(
        &mut self,
        agent: &'static Agent,
        accept: &Accept,
        approval: &Arc<Approval>,
    ) -> Result<(), Failure> {
        if approval.callback.parameter("state") == Some(&approval.request.state) {
            return Ok(());
        }
        if self.profile.memory.discovery.value == Remembers::UntilRedeemed {
            self.discovered = Discovered::default();
            self.discover(agent, accept).await?;
        }
        let server = self.discovered.server.as_ref().map(ToString::to_string).unwrap_or_default();
        let waits = self.profile.callback.waits_for_state.value;
        Err(Failure::StateMismatch { server: server.trim_end_matches('/').to_owned(), waits })
    }
}
