use rmcp::{
    ErrorData,
    model::{ReadResourceResponse, ReadResourceResult, Resource, ResourceContents, ResourceTemplate},
};
use serde_json::json;

use super::content::PNG;

pub(super) fn all() -> Vec<Resource> {
    [
        ("test://static-text", "Static text", "A text that never changes.", "text/plain"),
        ("test://static-binary", "Static binary", "An image that never changes.", "image/png"),
        ("test://watched-resource", "Watched resource", "One to subscribe to.", "text/plain"),
    ]
    .map(|(uri, name, description, mime_type)| {
        Resource::new(uri, name).with_description(description).with_mime_type(mime_type)
    })
    .into()
}

pub(super) fn templates() -> Vec<ResourceTemplate> {
    let template = ResourceTemplate::new("test://template/{id}/data", "Template");
    vec![template.with_description("Data for any identifier.").with_mime_type("application/json")]
}

/// The contents of a resource.
pub(super) fn read(uri: &str) -> Result<ReadResourceResponse, ErrorData> {
    let contents = match uri {
        "test://static-text" => text("This is the content of the static text resource.", uri, "text/plain"),
        "test://static-binary" => ResourceContents::blob(PNG, uri).with_mime_type("image/png"),
        "test://watched-resource" => text("Watched resource content", uri, "text/plain"),
        _ => from_template(uri).ok_or_else(|| {
            ErrorData::resource_not_found("the resource does not exist", Some(json!({ "uri": uri })))
        })?,
    };
    Ok(ReadResourceResult::new(vec![contents]).into())
}

fn from_template(uri: &str) -> Option<ResourceContents> {
    let id = uri.strip_prefix("test://template/")?.strip_suffix("/data")?;
    let data = json!({ "id": id, "templateTest": true, "data": format!("Data for ID: {id}") });
    Some(text(&data.to_string(), uri, "application/json"))
}

fn text(text: &str, uri: &str, mime_type: &str) -> ResourceContents {
    ResourceContents::text(text, uri).with_mime_type(mime_type)
}
