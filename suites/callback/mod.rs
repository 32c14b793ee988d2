//! The way back from the authorization server to the client.

mod approval_ends_in_a_get;
mod callback_carries_code;
mod callback_carries_iss;
mod callback_issuer_is_identical;
mod callback_names_the_issuer;
mod callback_returns_state_unchanged;
mod denial_comes_back_as_access_denied;
mod error_redirect_carries_iss;
mod error_redirect_names_the_issuer;
mod iss_is_announced;
mod parallel_sign_ins_both_complete;
mod redirect_uri_query_survives;
mod second_sign_in_succeeds;

use std::sync::Arc;

use crate::{check::Suite, fault::Answered, prelude::*, session::Approval, steps::Document};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "callback",
    title: "the browser comes back to the client with all that the client checks",
    checks: &[
        &approval_ends_in_a_get::CHECK,
        &callback_carries_code::CHECK,
        &callback_returns_state_unchanged::CHECK,
        &callback_names_the_issuer::CHECK,
        &callback_issuer_is_identical::CHECK,
        &iss_is_announced::CHECK,
        &callback_carries_iss::CHECK,
        &error_redirect_names_the_issuer::CHECK,
        &error_redirect_carries_iss::CHECK,
        &redirect_uri_query_survives::CHECK,
        &denial_comes_back_as_access_denied::CHECK,
        &second_sign_in_succeeds::CHECK,
        &parallel_sign_ins_both_complete::CHECK,
    ],
};

/// The approval that the walk got.
async fn approval(session: &dyn Session) -> Result<Arc<Approval>, Obstacle> {
    let walk = session.walk().await;
    walk.approval.clone().ok_or_else(|| walk.ended_before("the approval"))
}

/// The finding, placed at the response that sent the browser back.
pub(crate) fn at_callback(finding: Finding, approval: &Approval) -> Finding {
    finding.at_way_back(&approval.callback)
}

/// Whether the metadata says that authorization responses carry `iss`.
fn announces_iss(metadata: &Document) -> bool {
    metadata.json["authorization_response_iss_parameter_supported"] == true
}

/// Keeps the one pending request of a browser in a cookie, and refuses the approval of any other.
fn set_pending(answered: &mut Answered<'_>) {
    if answered.endpoint == Endpoint::Authorization {
        let state = answered.request.query("state").unwrap_or_default();
        answered.response.headers.add("set-cookie", format!("pending={state}; Path=/"));
        return;
    }
    let location = answered.response.headers.first("location").and_then(|location| Url::parse(location).ok());
    let state = location.and_then(|location| crate::query::value(&location, "state")).unwrap_or_default();
    let cookies = answered.request.headers.first("cookie").unwrap_or_default();
    if cookies.contains("pending=") && !cookies.contains(&format!("pending={state}")) {
        *answered.response = Response::html_with(400, "<p>this sign-in is over");
    }
}

/// Sets a parameter of the redirect to the client, or removes it.
fn set_parameter(answered: &mut Answered<'_>, name: &str, value: Option<&str>) {
    let location = answered.response.headers.first("location").and_then(|location| Url::parse(location).ok());
    if let Some(location) = location {
        let mut redirect = Request::read(location);
        redirect.set_query(name, value);
        answered.response.headers.set("location", redirect.url);
    }
}
