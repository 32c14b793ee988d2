use rmcp::{
    ErrorData, RoleServer,
    model::{
        ContentBlock, GetPromptRequestParams, GetPromptResponse, GetPromptResult, Prompt, PromptArgument,
        PromptMessage, ResourceContents, Role,
    },
    service::RequestContext,
};

use super::{content::PNG, input};

pub(super) fn all() -> Vec<Prompt> {
    [
        ("test_simple_prompt", "A prompt of one message.", &[][..]),
        ("test_prompt_with_arguments", "A prompt with two arguments in it.", &["arg1", "arg2"]),
        ("test_prompt_with_embedded_resource", "A prompt with a resource in it.", &["resourceUri"]),
        ("test_prompt_with_image", "A prompt with an image in it.", &[]),
        ("test_input_required_result_prompt", "A prompt that asks for its context.", &[]),
    ]
    .map(|(name, description, arguments)| {
        let argument = |name: &&str| {
            PromptArgument::new(*name)
                .with_description("Becomes a part of the prompt.")
                .with_required(true)
        };
        let arguments: Vec<_> = arguments.iter().map(argument).collect();
        Prompt::new(name, Some(description), (!arguments.is_empty()).then_some(arguments))
    })
    .into()
}

/// The prompt that is asked for, or a request for what it needs.
pub(super) fn prompt(
    request: &GetPromptRequestParams,
    context: &RequestContext<RoleServer>,
) -> Result<GetPromptResponse, ErrorData> {
    let argument = |name: &str| {
        let value = request.arguments.as_ref().and_then(|arguments| arguments.get(name)?.as_str());
        value.ok_or_else(|| ErrorData::invalid_params("an argument is missing", None))
    };
    let contents = match request.name.as_str() {
        "test_simple_prompt" => vec![ContentBlock::text("This is a simple prompt for testing.")],
        "test_prompt_with_arguments" => {
            let (arg1, arg2) = (argument("arg1")?, argument("arg2")?);
            vec![ContentBlock::text(format!("Prompt with arguments: arg1='{arg1}', arg2='{arg2}'"))]
        }
        "test_prompt_with_embedded_resource" => {
            let text = "Embedded resource content for testing.";
            let resource = ResourceContents::text(text, argument("resourceUri")?);
            let resource = ContentBlock::resource(resource.with_mime_type("text/plain"));
            vec![resource, ContentBlock::text("Please process the embedded resource above.")]
        }
        "test_prompt_with_image" => {
            let image = ContentBlock::image(PNG, "image/png");
            vec![image, ContentBlock::text("Please analyze the image above.")]
        }
        "test_input_required_result_prompt" => {
            match input::answers(request.input_responses.as_ref(), &["user_context"]) {
                Some(answers) => vec![ContentBlock::text(format!("Use this context: {}", answers.join("")))],
                None => return Ok(input::required(context, &["user_context"], None)?.into()),
            }
        }
        _ => return Err(ErrorData::invalid_params("the prompt does not exist", None)),
    };
    let messages = contents.into_iter().map(|content| PromptMessage::new(Role::User, content)).collect();
    Ok(GetPromptResult::new(messages).into())
}
