//! Protected resource metadata (RFC 9728): what the server says about itself.

mod authorization_servers_are_listed;
mod bearer_methods_include_header;
mod resource_is_the_entered_url;
mod resource_metadata_has_json_content_type;
mod resource_metadata_has_no_null;
mod resource_metadata_is_at_the_well_known_location;
mod resource_metadata_is_json_or_not_found;
mod resource_names_the_endpoint_origin;

use crate::{
    check::{Shortfall, Suite, inapplicable},
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
        &resource_metadata_has_json_content_type::CHECK,
        &resource_names_the_endpoint_origin::CHECK,
        &resource_is_the_entered_url::CHECK,
        &authorization_servers_are_listed::CHECK,
        &resource_metadata_has_no_null::CHECK,
        &bearer_methods_include_header::CHECK,
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
