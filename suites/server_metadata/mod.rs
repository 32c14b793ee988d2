//! Authorization server metadata, by RFC 8414 or as `openid-configuration`: where the endpoints are and what they can do.

mod advertised_endpoints_exist;
mod both_metadata_documents_agree;
mod code_challenge_methods_are_listed;
mod code_challenge_methods_include_s256;
mod default_endpoints_answer;
mod every_endpoint_is_encrypted;
mod grant_types_include_authorization_code;
mod implicit_grant_is_not_listed;
mod issuer_is_identical;
mod jwt_client_algorithms_are_listed;
mod metadata_document_clients_may_be_public;
mod oauth_metadata_is_published;
mod openid_discovery_members;
mod openid_document_is_appended_to_the_path;
mod password_grant_is_not_listed;
mod protected_resources_agree;
mod refresh_grant_is_listed;
mod registration_is_possible;
mod response_types_include_code;
mod server_key_set_holds_public_keys;
mod server_key_set_states_its_use;
mod server_metadata_endpoints_are_absolute;
mod server_metadata_has_json_content_type;
mod server_metadata_has_no_empty_member;
mod server_metadata_has_no_null;
mod server_metadata_is_at_the_origin;
mod server_metadata_is_discoverable;
mod server_metadata_lists_scopes;
mod server_metadata_locations_answer_cleanly;
mod server_metadata_of_an_unknown_issuer_is_not_found;
mod signed_metadata_names_its_issuer;
mod token_endpoint_method_suits_the_client;

use crate::{
    check::{Shortfall, Suite},
    fault::Answered,
    prelude::*,
    steps::Document,
};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "server-metadata",
    title: "the authorization server metadata names endpoints and methods that each client can use",
    checks: &[
        &server_metadata_is_discoverable::CHECK,
        &server_metadata_locations_answer_cleanly::CHECK,
        &oauth_metadata_is_published::CHECK,
        &server_metadata_is_at_the_origin::CHECK,
        &default_endpoints_answer::CHECK,
        &openid_document_is_appended_to_the_path::CHECK,
        &server_metadata_of_an_unknown_issuer_is_not_found::CHECK,
        &server_metadata_has_json_content_type::CHECK,
        &issuer_is_identical::CHECK,
        &both_metadata_documents_agree::CHECK,
        &signed_metadata_names_its_issuer::CHECK,
        &server_metadata_endpoints_are_absolute::CHECK,
        &every_endpoint_is_encrypted::CHECK,
        &advertised_endpoints_exist::CHECK,
        &server_key_set_holds_public_keys::CHECK,
        &server_key_set_states_its_use::CHECK,
        &server_metadata_has_no_null::CHECK,
        &server_metadata_has_no_empty_member::CHECK,
        &openid_discovery_members::CHECK,
        &response_types_include_code::CHECK,
        &grant_types_include_authorization_code::CHECK,
        &refresh_grant_is_listed::CHECK,
        &password_grant_is_not_listed::CHECK,
        &implicit_grant_is_not_listed::CHECK,
        &server_metadata_lists_scopes::CHECK,
        &protected_resources_agree::CHECK,
        &code_challenge_methods_are_listed::CHECK,
        &code_challenge_methods_include_s256::CHECK,
        &registration_is_possible::CHECK,
        &token_endpoint_method_suits_the_client::CHECK,
        &metadata_document_clients_may_be_public::CHECK,
        &jwt_client_algorithms_are_listed::CHECK,
    ],
};

/// The document; a server that is open owes none.
async fn document(session: &dyn Session) -> Result<Document, Shortfall> {
    session.unless_open(session.server_metadata().await).await
}

/// The JSON pointer of a member; of the whole document where there is no such member.
fn pointer(document: &Document, member: &str) -> String {
    document.json.get(member).map_or(String::new(), |_| format!("/{member}"))
}

/// Whether the document is an OpenID provider's, be it at the location of RFC 8414: it speaks for every client of the
/// provider, and follows OpenID Connect Discovery where the two differ.
fn is_of_provider(document: &Document) -> bool {
    document.json.get("subject_types_supported").is_some()
}

/// The document of a server that is for OAuth alone, so that what it lists is on offer to MCP clients.
async fn own_document(session: &dyn Session) -> Result<Document, Shortfall> {
    let document = document(session).await?;
    if is_of_provider(&document) {
        return Err(inapplicable("an OpenID provider lists what any of its clients might be allowed"));
    }
    Ok(document)
}

/// Passes where the list of grant types does not have `grant`. No list stands for a default, which nobody chose.
async fn lacks_grant(session: &dyn Session, grant: &str) -> Judgement {
    let document = own_document(session).await?;
    let listed = document.list("grant_types_supported").unwrap_or_default();
    ensure(!listed.contains(&grant), || {
        let finding = Finding::new(format!("no `{grant}` in the list"), format!("`{}`", json!(listed)));
        finding.at_body(&document.exchange, "/grant_types_supported")
    })
}

/// Adds `grant` to the list of grant types. For the faults.
fn list_grant(answer: &mut Answered<'_>, grant: &str) {
    answer.edit_json(|body| {
        if let Some(listed) = body["grant_types_supported"].as_array_mut() {
            listed.push(json!(grant));
        }
    });
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
