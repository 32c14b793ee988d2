#![expect(
    deprecated,
    reason = "revisions before 2026-07-28 have logging and sampling, which the suite asks for"
)]

use std::time::Duration;

use rmcp::{
    ErrorData, RoleServer,
    handler::server::wrapper::Parameters,
    model::{
        ContentBlock, CreateMessageRequestParams, ElicitRequestParams, LoggingLevel,
        LoggingMessageNotificationParam, ProgressNotificationParam, ProtocolVersion,
    },
    schemars::{self, JsonSchema},
    service::{RequestContext, ServiceError},
    tool, tool_router,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    fixtures::Fixtures,
    input::{declares, lacks},
};

/// The suite wants to see that notifications arrive one by one, while the tool still works.
const PAUSE: Duration = Duration::from_millis(50);

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "schemars")]
struct Prompt {
    /// What to ask the model.
    prompt: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "schemars")]
struct Message {
    /// What to tell the user.
    message: String,
}

/// Tools that talk to the client while they work.
#[tool_router(router = conversation, vis = "pub(super)")]
impl Fixtures {
    #[tool(description = "Logs three messages.")]
    async fn test_tool_with_logging(
        &self,
        context: RequestContext<RoleServer>,
    ) -> Result<ContentBlock, ErrorData> {
        for message in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
            log(&context, message).await?;
            tokio::time::sleep(PAUSE).await;
        }
        Ok(ContentBlock::text("Three messages were logged."))
    }

    #[tool(description = "Logs a message if the request asks for a level.")]
    async fn test_logging_tool(
        &self,
        context: RequestContext<RoleServer>,
    ) -> Result<ContentBlock, ErrorData> {
        log(&context, "Tool execution started").await?;
        Ok(ContentBlock::text("A message was logged if it was asked for."))
    }

    #[tool(description = "Reports its progress in three steps.")]
    async fn test_tool_with_progress(
        &self,
        context: RequestContext<RoleServer>,
    ) -> Result<ContentBlock, ErrorData> {
        for progress in [0.0, 50.0, 100.0] {
            if let Some(token) = context.meta.get_progress_token() {
                let step = ProgressNotificationParam::new(token, progress).with_total(100.0);
                context.peer.notify_progress(step).await.map_err(|error| failed(&error))?;
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(ContentBlock::text("Done."))
    }

    /// The endpoint cuts the stream, and then rmcp keeps the result only for a client that is back before it comes.
    #[tool(description = "Returns a text after the connection was lost.")]
    async fn test_reconnection() -> ContentBlock {
        tokio::time::sleep(10 * PAUSE).await;
        ContentBlock::text("You came back in time.")
    }

    #[tool(description = "Asks the client's model.")]
    async fn test_sampling(
        &self,
        context: RequestContext<RoleServer>,
        Parameters(Prompt { prompt }): Parameters<Prompt>,
    ) -> Result<ContentBlock, ErrorData> {
        if !declares(&context, "sampling") {
            return Err(lacks("sampling"));
        }
        let message = json!({ "role": "user", "content": { "type": "text", "text": prompt } });
        let params: CreateMessageRequestParams = read(json!({ "messages": [message], "maxTokens": 100 }));
        let answer = context.peer.create_message(params).await.map_err(|error| failed(&error))?;
        let answer = json!(answer.message.content);
        Ok(ContentBlock::text(format!("LLM response: {}", answer["text"].as_str().unwrap_or_default())))
    }

    #[tool(description = "Asks the user for a name and an address.")]
    async fn test_elicitation(
        &self,
        context: RequestContext<RoleServer>,
        Parameters(Message { message }): Parameters<Message>,
    ) -> Result<ContentBlock, ErrorData> {
        let properties = json!({
            "username": { "type": "string", "description": "User's response" },
            "email": { "type": "string", "description": "User's email address" },
        });
        let answer = elicited(&context, &message, &properties, &["username", "email"]).await?;
        Ok(ContentBlock::text(format!("User response: {answer}")))
    }

    #[tool(description = "Asks the user by a form that is filled in already.")]
    async fn test_elicitation_sep1034_defaults(
        &self,
        context: RequestContext<RoleServer>,
    ) -> Result<ContentBlock, ErrorData> {
        let answer = elicited(&context, "Please review the values.", &defaults(), &[]).await?;
        Ok(ContentBlock::text(format!("Elicitation completed: {answer}")))
    }

    #[tool(description = "Asks the user to choose, in each form that a choice can have.")]
    async fn test_elicitation_sep1330_enums(
        &self,
        context: RequestContext<RoleServer>,
    ) -> Result<ContentBlock, ErrorData> {
        let answer = elicited(&context, "Please choose.", &choices(), &[]).await?;
        Ok(ContentBlock::text(format!("Elicitation completed: {answer}")))
    }
}

fn defaults() -> Value {
    json!({
        "name": { "type": "string", "default": "John Doe" },
        "age": { "type": "integer", "default": 30 },
        "score": { "type": "number", "default": 95.5 },
        "status": { "type": "string", "enum": ["active", "inactive", "pending"], "default": "active" },
        "verified": { "type": "boolean", "default": true },
    })
}

fn choices() -> Value {
    let titled = |titles: [&str; 3]| {
        json!([
            { "const": "value1", "title": titles[0] },
            { "const": "value2", "title": titles[1] },
            { "const": "value3", "title": titles[2] },
        ])
    };
    let untitled = json!(["option1", "option2", "option3"]);
    json!({
        "untitledSingle": { "type": "string", "enum": untitled },
        "titledSingle": { "type": "string", "oneOf": titled(["First Option", "Second Option", "Third Option"]) },
        "legacyEnum": {
            "type": "string",
            "enum": ["opt1", "opt2", "opt3"],
            "enumNames": ["Option One", "Option Two", "Option Three"],
        },
        "untitledMulti": { "type": "array", "items": { "type": "string", "enum": untitled } },
        "titledMulti": {
            "type": "array",
            "items": { "anyOf": titled(["First Choice", "Second Choice", "Third Choice"]) },
        },
    })
}

/// Logs to the client. In revision 2026-07-28 a request says whether it wants that (MCP 2026-07-28, Logging).
async fn log(context: &RequestContext<RoleServer>, message: &str) -> Result<(), ErrorData> {
    let asks_first = context.protocol_version().is_some_and(|it| it >= ProtocolVersion::V_2026_07_28);
    if asks_first && context.meta.log_level().is_none() {
        return Ok(());
    }
    let message = LoggingMessageNotificationParam::new(LoggingLevel::Info, json!(message));
    context.peer.notify_logging_message(message).await.map_err(|error| failed(&error))
}

/// What the user did with a form, and what they filled in.
async fn elicited(
    context: &RequestContext<RoleServer>,
    message: &str,
    properties: &Value,
    required: &[&str],
) -> Result<String, ErrorData> {
    if !declares(context, "elicitation") {
        return Err(lacks("elicitation"));
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    let params: ElicitRequestParams =
        read(json!({ "mode": "form", "message": message, "requestedSchema": schema }));
    let answer = context.peer.create_elicitation(params).await.map_err(|error| failed(&error))?;
    let answer = json!(answer);
    Ok(format!("action={}, content={}", answer["action"].as_str().unwrap_or_default(), answer["content"]))
}

fn read<T: DeserializeOwned>(params: Value) -> T {
    serde_json::from_value(params).expect("the parameters are those of the schema")
}

fn failed(error: &ServiceError) -> ErrorData {
    ErrorData::internal_error(error.to_string(), None)
}
