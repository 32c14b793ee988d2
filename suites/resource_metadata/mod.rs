//! Protected resource metadata (RFC 9728): what the server says about itself.

mod authorization_servers_are_listed;
mod bearer_methods_include_header;
mod listed_scopes_are_scope_tokens;
mod metadata_is_not_cached_for_long;
mod metadata_of_an_unknown_path_is_not_found;
mod resource_asks_for_no_offline_access;
mod resource_has_no_query;
mod resource_is_an_https_url_without_fragment;
mod resource_is_the_entered_url;
mod resource_keys_are_public;
mod resource_metadata_has_a_name;
mod resource_metadata_has_json_content_type;
mod resource_metadata_has_no_empty_member;
mod resource_metadata_has_no_null;
mod resource_metadata_is_at_the_well_known_location;
mod resource_metadata_is_json_or_not_found;
mod resource_metadata_is_where_its_resource_says;
mod resource_metadata_lists_scopes;
mod resource_names_the_endpoint_origin;
mod resource_of_a_host_has_no_slash;

use serde_json::json;

use crate::{
    check::{Shortfall, Suite, inapplicable},
    fault::{Answered, Asked, Endpoint},
    session::Session,
    spec::Revision,
    steps::Document,
};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "resource-metadata",
    title: "the protected resource metadata leads each client to the authorization server",
    checks: &[
        &resource_metadata_is_json_or_not_found::CHECK,
        &resource_metadata_is_at_the_well_known_location::CHECK,
        &resource_metadata_is_where_its_resource_says::CHECK,
        &metadata_of_an_unknown_path_is_not_found::CHECK,
        &resource_metadata_has_json_content_type::CHECK,
        &metadata_is_not_cached_for_long::CHECK,
        &resource_names_the_endpoint_origin::CHECK,
        &resource_is_the_entered_url::CHECK,
        &resource_is_an_https_url_without_fragment::CHECK,
        &resource_has_no_query::CHECK,
        &resource_of_a_host_has_no_slash::CHECK,
        &authorization_servers_are_listed::CHECK,
        &resource_metadata_has_no_null::CHECK,
        &resource_metadata_has_no_empty_member::CHECK,
        &bearer_methods_include_header::CHECK,
        &resource_metadata_lists_scopes::CHECK,
        &listed_scopes_are_scope_tokens::CHECK,
        &resource_asks_for_no_offline_access::CHECK,
        &resource_metadata_has_a_name::CHECK,
        &resource_keys_are_public::CHECK,
    ],
};

/// The document; a server that is open owes none, and the first revision knows none.
async fn document(session: &dyn Session) -> Result<Document, Shortfall> {
    let document = session.resource_metadata().await;
    if document.is_err() && session.revision() == Revision::V2025_03_26 {
        return Err(inapplicable("revision 2025-03-26 knows no protected resource metadata"));
    }
    session.unless_open(document).await
}

/// Names another resource in the metadata, for the faults.
fn rename_resource(answer: &mut Answered<'_>, rename: impl Fn(&str) -> String) {
    if matches!(answer.endpoint, Endpoint::ResourceMetadata | Endpoint::RootResourceMetadata) {
        answer.edit_json(|body| {
            body["resource"] = json!(rename(body["resource"].as_str().unwrap_or_default()));
        });
    }
}

/// Names the right resource in a request that was made by such metadata, for the faults.
fn correct_resource(asked: &mut Asked<'_>, correct: impl Fn(&str) -> String) {
    if let Some(named) = asked.request.query("resource") {
        asked.request.set_query("resource", Some(&correct(&named)));
    }
    if let Some(named) = asked.request.form_field("resource") {
        asked.request.set_form_field("resource", Some(&correct(&named)));
    }
}
