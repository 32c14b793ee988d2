//! What is asked for in several rounds (MCP 2026-07-28, Multi Round-Trip Requests): the questions by their keys, and what
//! counts as an answer.

use rmcp::{
    ErrorData, RoleServer,
    model::{InputRequiredResult, InputResponses},
    service::RequestContext,
};
use serde_json::{Value, json};

/// A question to the client.
enum Question {
    /// To the user, by a form with one field.
    Form { message: &'static str, field: &'static str, kind: &'static str },
    /// To the model.
    Sampling { prompt: &'static str, tokens: u32 },
    /// To the client itself.
    Roots,
}

/// The question with this key.
fn question(key: &str) -> Question {
    let text = |message, field| Question::Form { message, field, kind: "string" };
    match key {
        "user_name" => text("What is your name?", "name"),
        "step1" => text("Step 1: What is your name?", "name"),
        "step2" => text("Step 2: What is your favorite color?", "color"),
        "user_context" => text("What context should the prompt use?", "context"),
        "confirm" => Question::Form { message: "Please confirm", field: "ok", kind: "boolean" },
        "capital_question" => Question::Sampling { prompt: "What is the capital of France?", tokens: 100 },
        "greeting" => Question::Sampling { prompt: "Generate a greeting", tokens: 50 },
        _ => Question::Roots,
    }
}

impl Question {
    fn request(&self) -> Value {
        match self {
            Self::Form { message, field, kind } => json!({ "method": "elicitation/create", "params": {
                "mode": "form",
                "message": message,
                "requestedSchema": {
                    "type": "object",
                    "properties": { *field: { "type": kind } },
                    "required": [field],
                },
            } }),
            Self::Sampling { prompt, tokens } => json!({ "method": "sampling/createMessage", "params": {
                "messages": [{ "role": "user", "content": { "type": "text", "text": prompt } }],
                "maxTokens": tokens,
            } }),
            Self::Roots => json!({ "method": "roots/list" }),
        }
    }

    /// The answer, if it is one to this question.
    fn answer(&self, response: &Value) -> Option<String> {
        match self {
            Self::Form { field, kind, .. } => {
                let value = response["content"].get(field).filter(|_| response["action"] == "accept")?;
                match *kind {
                    "boolean" => value.as_bool().map(|value| value.to_string()),
                    _ => value.as_str().map(ToOwned::to_owned),
                }
            }
            Self::Sampling { .. } => response["content"]["text"].as_str().map(ToOwned::to_owned),
            Self::Roots => response["roots"].as_array().map(|roots| json!(roots).to_string()),
        }
    }

    /// What the client has to declare before it may be asked this.
    fn capability(&self) -> &'static str {
        match self {
            Self::Form { .. } => "elicitation",
            Self::Sampling { .. } => "sampling",
            Self::Roots => "roots",
        }
    }
}

/// Has the client declared this capability?
pub(super) fn declares(context: &RequestContext<RoleServer>, capability: &str) -> bool {
    json!(context.client_capabilities())[capability].is_object()
}

/// The error that tells a client which capability it lacks.
pub(super) fn lacks(capability: &str) -> ErrorData {
    let capabilities = serde_json::from_value(json!({ capability: {} }));
    ErrorData::missing_required_client_capability(capabilities.expect("each capability is an object"))
}

/// The answers to these questions; nothing if one is missing or is none, and then the server asks again.
pub(super) fn answers(responses: Option<&InputResponses>, keys: &[&str]) -> Option<Vec<String>> {
    keys.iter().map(|key| question(key).answer(responses?.get(*key)?)).collect()
}

/// The result that asks these questions, with a state that the client has to bring back.
pub(super) fn required(
    context: &RequestContext<RoleServer>,
    keys: &[&str],
    state: Option<String>,
) -> Result<InputRequiredResult, ErrorData> {
    let needed = keys.iter().map(|key| question(key).capability());
    if let Some(missing) = needed.into_iter().find(|capability| !declares(context, capability)) {
        return Err(lacks(missing));
    }
    let requests = keys.iter().map(|key| ((*key).to_owned(), question(key).request()));
    let requests = serde_json::from_value(requests.collect::<serde_json::Map<_, _>>().into())
        .expect("the requests are those of the schema");
    Ok(InputRequiredResult::new(Some(requests), state))
}

/// The questions among these that the client may be asked.
pub(super) fn askable<'a>(context: &RequestContext<RoleServer>, keys: &[&'a str]) -> Vec<&'a str> {
    keys.iter().copied().filter(|key| declares(context, question(key).capability())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_has_the_form_of_its_question() {
        let responses = |response: Value| InputResponses::from([("user_name".to_owned(), response)]);
        let answer = |response| answers(Some(&responses(response)), &["user_name"]);
        let given = json!({ "action": "accept", "content": { "name": "Ada" } });
        assert_eq!(answer(given), Some(vec!["Ada".to_owned()]));
        for none in [
            json!(12345),
            json!({}),
            json!({ "action": "decline" }),
            json!({ "action": "accept", "content": { "name": 1 } }),
            json!({ "action": "accept", "content": { "ok": true } }),
        ] {
            assert_eq!(answer(none.clone()), None, "{none}");
        }
        assert_eq!(answers(None, &["user_name"]), None);
    }
}
