use rmcp::{
    ErrorData, RoleServer,
    handler::server::{common::FromContextPart, tool::ToolCallContext},
    model::{CallToolResponse, CallToolResult, ContentBlock, InputResponses},
    service::RequestContext,
    tool, tool_router,
};

use super::{
    fixtures::Fixtures,
    input::{answers, askable, declares, lacks, required},
};

const MULTIPLE: &[&str] = &["user_name", "greeting", "client_roots"];

type Answer = Result<CallToolResponse, ErrorData>;

/// What a call brings: the answers to what was asked before, and the state that came with the questions.
struct Round {
    responses: Option<InputResponses>,
    state: Option<String>,
    context: RequestContext<RoleServer>,
}

impl FromContextPart<ToolCallContext<'_, Fixtures>> for Round {
    fn from_context_part(call: &mut ToolCallContext<'_, Fixtures>) -> Result<Self, ErrorData> {
        Ok(Self {
            responses: call.input_responses.take(),
            state: call.request_state.take(),
            context: call.request_context.clone(),
        })
    }
}

/// Tools that need to be called several times, each time with more (MCP 2026-07-28, Multi Round-Trip Requests).
#[tool_router(router = rounds, vis = "pub(super)")]
impl Fixtures {
    #[tool(description = "Asks the user for their name.")]
    fn test_input_required_result_elicitation(round: Round) -> Answer {
        round.once("user_name", |name| format!("Hello, {name}!"))
    }

    #[tool(description = "Asks the user for their name, and could do so by a stream.")]
    fn test_streaming_elicitation(round: Round) -> Answer {
        round.once("user_name", |name| format!("Hello, {name}!"))
    }

    #[tool(description = "Asks the client's model for a capital.")]
    fn test_input_required_result_sampling(round: Round) -> Answer {
        round.once("capital_question", |answer| format!("The model says: {answer}"))
    }

    #[tool(description = "Asks the client for its roots.")]
    fn test_input_required_result_list_roots(round: Round) -> Answer {
        round.once("client_roots", |roots| format!("The roots are: {roots}"))
    }

    #[tool(description = "Asks only what the client is able to answer.")]
    fn test_input_required_result_capabilities(round: Round) -> Answer {
        let keys = askable(&round.context, MULTIPLE);
        match round.answers(&keys).filter(|answers| !answers.is_empty()) {
            Some(answers) => Ok(complete(answers.join(", "))),
            None => round.ask(&keys, None),
        }
    }

    #[tool(description = "Asks for a confirmation, and remembers that by a state.")]
    fn test_input_required_result_request_state(&self, round: Round) -> Answer {
        self.with_state(round, &["confirm"])
    }

    #[tool(description = "Asks for a confirmation, and refuses a state that is not its own.")]
    fn test_input_required_result_tampered_state(&self, round: Round) -> Answer {
        self.with_state(round, &["confirm"])
    }

    #[tool(description = "Asks the user, the model and the client at once.")]
    fn test_input_required_result_multiple_inputs(&self, round: Round) -> Answer {
        self.with_state(round, MULTIPLE)
    }

    #[tool(description = "Asks the user for their name, and then for their favorite color.")]
    fn test_input_required_result_multi_round(&self, round: Round) -> Answer {
        let name = self.opened(&round)?.filter(|name| !name.is_empty());
        match (name, round.answers(&["step1"]), round.answers(&["step2"])) {
            (Some(name), _, Some(color)) => Ok(complete(format!("{name} likes {}.", color.join("")))),
            (Some(name), ..) => round.ask(&["step2"], Some(self.sealed(&name))),
            (None, Some(name), _) => round.ask(&["step2"], Some(self.sealed(&name.join("")))),
            (None, None, _) => round.ask(&["step1"], Some(self.sealed(""))),
        }
    }

    #[tool(description = "Needs a client that samples.")]
    fn test_missing_capability(Round { context, .. }: Round) -> Answer {
        if !declares(&context, "sampling") {
            return Err(lacks("sampling"));
        }
        Ok(complete("The client samples.".to_owned()))
    }
}

impl Round {
    fn answers(&self, keys: &[&str]) -> Option<Vec<String>> {
        answers(self.responses.as_ref(), keys)
    }

    /// One question, without a state.
    fn once(self, key: &str, text: impl Fn(&str) -> String) -> Answer {
        match self.answers(&[key]) {
            Some(answers) => Ok(complete(text(&answers.join("")))),
            None => self.ask(&[key], None),
        }
    }

    fn ask(self, keys: &[&str], state: Option<String>) -> Answer {
        Ok(required(&self.context, keys, state)?.into())
    }
}

impl Fixtures {
    /// Some questions, with a state that has to come back as it was.
    fn with_state(&self, round: Round, keys: &[&str]) -> Answer {
        let was_asked = self.opened(&round)?.is_some();
        match round.answers(keys).filter(|_| was_asked) {
            Some(answers) => Ok(complete(format!("state-ok: {}", answers.join(", ")))),
            None => round.ask(keys, Some(self.sealed("asked"))),
        }
    }

    fn sealed(&self, state: &str) -> String {
        self.shared.states.seal(state.as_bytes())
    }

    /// What the state says, if there is one; an error if it is not ours.
    fn opened(&self, round: &Round) -> Result<Option<String>, ErrorData> {
        let foreign = || ErrorData::invalid_params("the state is not one of this server", None);
        let Some(state) = &round.state else { return Ok(None) };
        let state = self.shared.states.open(state).map_err(|_| foreign())?;
        String::from_utf8(state).map(Some).map_err(|_| foreign())
    }
}

fn complete(text: String) -> CallToolResponse {
    CallToolResult::success(vec![ContentBlock::text(text)]).into()
}
