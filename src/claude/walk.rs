//! The walk: the phases in order, what comes of each, and what the user does afterwards.

use suites::{
    client::{Message, Phase, Step},
    session::{Outcome, Stage, Walk},
};

use super::{Afterwards, Call, Next, Player, explanation, failure::Failure, words};

impl Player<'_> {
    /// Walks from the URL to the tools, and on with what the user does afterwards.
    pub(super) async fn walk(mut self) -> Walk {
        let end = self.play().await;
        self.finish(end);
        for afterwards in self.start.afterwards {
            self.go_on(afterwards).await;
        }
        self.walk
    }

    /// Plays the phases, or connects by the other transport; where an endpoint that opened without a token asks for one later, again with the sign-in.
    async fn play(&mut self) -> Result<(), Failure> {
        if self.begins_with_stream() {
            return Err(self.connect_by_stream().await);
        }
        match self.play_phases().await {
            Err(failure) if self.falls_back(&failure) => Err(self.connect_by_stream().await),
            Err(Failure::SignInNeeded(exchange)) if !self.memory.was_refused => {
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
            match self.play_phase(phase, 0).await {
                Ok(Next::Session) => {
                    skips_to_session = true;
                    self.losses.clear();
                }
                Ok(Next::Step) => {}
                // What goes wrong in a health check is told there, and the sign-in is tried all the same.
                Err(failure) if phase.name == "probe" && self.leaves_hope(&failure) => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok(())
    }

    /// Whether a sign-in may help where a health check failed: something answered, and not as an open server does.
    fn leaves_hope(&self, failure: &Failure) -> bool {
        let is_open = self.conversation.is_open || self.conversation.is_modern;
        failure.stage() > Stage::Reachability && (!is_open || matches!(failure, Failure::SignInNeeded(_)))
    }

    /// Plays a phase from the step `from` on.
    async fn play_phase(&mut self, phase: &'static Phase, from: usize) -> Result<Next, Failure> {
        self.begin_command();
        self.walk.begin_phase(phase.name);
        let end = self.play_steps(phase, &phase.steps[from..]).await;
        let message = match &end {
            Ok(_) => words::phase_done(self.profile.client, phase).to_owned(),
            Err(failure) => words::message(self.profile.client, failure, self.start.target, phase.signs_in()),
        };
        self.walk.phases.last_mut().expect("it was begun").message = message;
        end
    }

    async fn play_steps(&mut self, phase: &'static Phase, steps: &'static [Step]) -> Result<Next, Failure> {
        for step in steps {
            match self.step(step, phase.signs_in()).await? {
                Next::Step => {}
                Next::Session => return Ok(Next::Session),
            }
        }
        // A client that got through a session without a token met an open server.
        let is_open = phase.name == "probe" && self.memory.held.is_none();
        Ok(if is_open { Next::Session } else { Next::Step })
    }

    async fn step(&mut self, step: &'static Step, signs_in: bool) -> Result<Next, Failure> {
        match step {
            Step::Send(agent, message) if signs_in => self.contact(agent, *message).await,
            Step::Send(agent, message) => self.speak(agent, *message).await,
            Step::LookAround(agent, accept) => self.look_around(agent, accept).await,
            Step::SignIn(agent, accept) => self.sign_in(agent, accept).await,
        }
    }

    async fn go_on(&mut self, afterwards: &Afterwards) {
        match afterwards {
            Afterwards::CallTool(call) => self.call_tool(call).await,
            Afterwards::UseAgain(time) => {
                self.pause(*time).await;
                self.use_again().await;
            }
            Afterwards::GrantScopes if self.memory.step_up.is_none() => {}
            Afterwards::GrantScopes | Afterwards::SignInAgain => self.sign_in_again().await,
            Afterwards::SignOut => {
                // What cannot be given back is forgotten all the same, and its user told so.
                let _ = self.sign_out().await;
            }
        }
    }

    /// The session once more. How it ends is how the walk ends, unless nobody had signed in.
    async fn use_again(&mut self) {
        let had_tokens = self.memory.held.is_some() || self.conversation.is_open;
        let session = self.profile.phases.value.last().expect("every profile has phases");
        let last = session.steps.len() - 1;
        let stays_open = self.profile.session.stays_open.value && self.conversation.is_open;
        let end = self.play_phase(session, if stays_open { last } else { 0 }).await.map(|_| ());
        if had_tokens {
            self.finish(end);
        }
    }

    /// Calls a tool in the session that stands. How that ends is how the walk ends.
    async fn call_tool(&mut self, call: &Call) {
        if !matches!(self.walk.outcome, Outcome::Connected | Outcome::Degraded) {
            return;
        }
        self.walk.begin_phase("call");
        let Some(tool) = call.tool.clone().or_else(|| self.walk.tools.first().cloned()) else {
            self.loses("it lists no tool that could be called");
            return self.finish(Ok(()));
        };
        self.command.call = Some((tool, call.arguments.clone()));
        let session = self.profile.phases.value.last().expect("every profile has phases");
        let agent = session.steps.last().expect("every phase has steps").agent();
        let end = self.speak(agent, Message::CallTool).await.map(|_| ());
        let message = match &end {
            Ok(()) => words::connected(self.profile.client).to_owned(),
            Err(failure) => words::message(self.profile.client, failure, self.start.target, false),
        };
        self.walk.phases.last_mut().expect("it was begun").message = message;
        self.finish(end);
    }

    async fn sign_in_again(&mut self) {
        let login = self.profile.phases.value.iter().find(|phase| phase.signs_in());
        let end = self.play_phase(login.expect("every profile signs in"), 0).await;
        match end {
            Ok(_) => self.use_again().await,
            Err(failure) => self.finish(Err(failure)),
        }
    }

    fn finish(&mut self, end: Result<(), Failure>) {
        let client = self.profile.client;
        self.walk.outcome = Outcome::Connected;
        self.walk.stage = Stage::Session;
        self.note_place();
        match end {
            Ok(()) if self.losses.is_empty() => {
                self.walk.message = words::connected(client).into();
                self.walk.explanation = "it signed in and listed the tools".into();
            }
            Ok(()) => {
                self.walk.outcome = Outcome::Degraded;
                self.walk.message = words::connected(client).into();
                self.walk.explanation = self.losses.join("; ");
            }
            Err(failure) => {
                self.walk.outcome = failure.outcome();
                self.walk.stage = failure.stage();
                self.walk.obstacle = failure.obstacle();
                self.walk.message =
                    self.walk.phases.last().map_or_else(String::new, |phase| phase.message.clone());
                let found_metadata = self.discovered.server_metadata.is_some();
                self.walk.explanation = explanation::explanation(&failure, self.start.target, found_metadata);
            }
        }
    }
}
