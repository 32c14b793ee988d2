//! Authorization server metadata, by RFC 8414 or as `openid-configuration`: where the endpoints are and what they can do.

mod code_challenge_methods_are_listed;
mod code_challenge_methods_include_s256;
mod every_endpoint_is_encrypted;
mod grant_types_include_authorization_code;
mod issuer_is_identical;
mod openid_discovery_members;
mod refresh_grant_is_listed;
mod registration_is_possible;
mod response_types_include_code;
mod server_metadata_endpoints_are_absolute;
mod server_metadata_has_json_content_type;
mod server_metadata_has_no_null;
mod server_metadata_is_discoverable;
mod server_metadata_locations_answer_cleanly;
mod token_endpoint_method_suits_the_client;

use serde_json::Value;

use crate::{
    check::{Shortfall, Suite},
    exchange::Response,
    fault::Answered,
    oauth::well_known,
    session::Session,
    steps::Document,
};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "server-metadata",
    title: "the authorization server metadata names endpoints and methods that each client can use",
    checks: &[
        &server_metadata_is_discoverable::CHECK,
        &server_metadata_locations_answer_cleanly::CHECK,
        &server_metadata_has_json_content_type::CHECK,
        &issuer_is_identical::CHECK,
        &server_metadata_endpoints_are_absolute::CHECK,
        &every_endpoint_is_encrypted::CHECK,
        &server_metadata_has_no_null::CHECK,
        &openid_discovery_members::CHECK,
        &response_types_include_code::CHECK,
        &grant_types_include_authorization_code::CHECK,
        &refresh_grant_is_listed::CHECK,
        &code_challenge_methods_are_listed::CHECK,
        &code_challenge_methods_include_s256::CHECK,
        &registration_is_possible::CHECK,
        &token_endpoint_method_suits_the_client::CHECK,
    ],
};

/// The document; a server that is open owes none.
async fn document(session: &dyn Session) -> Result<Document, Shortfall> {
    session.unless_open(session.server_metadata().await).await
}

/// Leaves the document at `openid-configuration` only, edited; the location of RFC 8414 answers `status`. For the faults.
fn only_openid(answer: &mut Answered<'_>, status: u16, edit: impl FnOnce(&mut Value)) {
    if !answer.request.url.path().ends_with(well_known::OPENID) {
        *answer.response = Response { status, ..Response::default() };
    } else if let Ok(mut document) = serde_json::from_str(&answer.response.body) {
        edit(&mut document);
        *answer.response = Response::json_with(200, &document);
    }
}
