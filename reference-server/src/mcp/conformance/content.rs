use std::sync::Arc;

use rmcp::{
    model::{CallToolResult, ContentBlock, JsonObject, ResourceContents},
    tool, tool_router,
};
use serde_json::{Value, json};

use super::fixtures::Fixtures;

/// An image of one pixel, in PNG.
pub(super) const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mPQz/cHAAG+AO6ESUUEAAAAAElFTkSuQmCC";

/// Two samples of silence, in WAV.
const WAV: &str = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQIAAACAgA==";

/// Tools that answer always the same: each form of content, an error, and schemas that have to arrive as they are.
#[tool_router(router = content, vis = "pub(super)")]
impl Fixtures {
    #[tool(description = "Returns a text.")]
    fn test_simple_text() -> ContentBlock {
        ContentBlock::text("This is a simple text response for testing.")
    }

    #[tool(description = "Returns an image.")]
    fn test_image_content() -> ContentBlock {
        ContentBlock::image(PNG, "image/png")
    }

    #[tool(description = "Returns a sound.")]
    fn test_audio_content() -> ContentBlock {
        ContentBlock::audio(WAV, "audio/wav")
    }

    #[tool(description = "Returns a resource within the result.")]
    fn test_embedded_resource() -> ContentBlock {
        let text = "This is an embedded resource content.";
        let resource = ResourceContents::text(text, "test://embedded-resource");
        ContentBlock::resource(resource.with_mime_type("text/plain"))
    }

    #[tool(description = "Returns a text, an image and a resource.")]
    fn test_multiple_content_types() -> CallToolResult {
        let text = json!({ "test": "data", "value": 123 }).to_string();
        let resource = ResourceContents::text(text, "test://mixed-content-resource");
        CallToolResult::success(vec![
            ContentBlock::text("Multiple content types test:"),
            ContentBlock::image(PNG, "image/png"),
            ContentBlock::resource(resource.with_mime_type("application/json")),
        ])
    }

    #[tool(description = "Fails.")]
    fn test_error_handling() -> CallToolResult {
        let sentence = "This tool intentionally returns an error for testing";
        CallToolResult::error(vec![ContentBlock::text(sentence)])
    }

    #[tool(description = "Has an input schema with keywords of JSON Schema 2020-12.", input_schema = schema(&json_schema_2020_12()))]
    fn json_schema_2020_12_tool() -> ContentBlock {
        ContentBlock::text("The schema is what matters.")
    }

    #[tool(description = "Has an argument that is repeated in a header field.", input_schema = schema(&repeated_in_header()))]
    fn test_header_parameter() -> ContentBlock {
        ContentBlock::text("The header field fits.")
    }
}

fn schema(schema: &Value) -> Arc<JsonObject> {
    Arc::new(schema.as_object().expect("a schema is an object").clone())
}

fn json_schema_2020_12() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": { "address": {
            "$anchor": "addressDef",
            "type": "object",
            "properties": { "street": { "type": "string" }, "city": { "type": "string" } },
        } },
        "properties": {
            "name": { "type": "string" },
            "address": { "$ref": "#/$defs/address" },
            "contactMethod": { "type": "string", "enum": ["phone", "email"] },
            "phone": { "type": "string" },
            "email": { "type": "string" },
        },
        "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
        "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
        "then": { "required": ["phone"] },
        "else": { "required": ["email"] },
        "additionalProperties": false,
    })
}

/// MCP 2026-07-28, Streamable HTTP, Custom Headers from Tool Parameters.
fn repeated_in_header() -> Value {
    json!({
        "type": "object",
        "properties": { "region": { "type": "string", "x-mcp-header": "Region" } },
    })
}
