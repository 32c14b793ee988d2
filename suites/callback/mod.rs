//! The way back from the authorization server to the client.

mod approval_ends_in_a_get;
mod callback_carries_code;
mod callback_issuer_is_identical;
mod callback_names_the_issuer;
mod callback_returns_state_unchanged;
mod denial_comes_back_as_access_denied;
mod second_sign_in_succeeds;

use std::sync::Arc;

use crate::{
    check::{Part, Place, Suite},
    fault::Answered,
    prelude::*,
    session::Approval,
};

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
        &denial_comes_back_as_access_denied::CHECK,
        &second_sign_in_succeeds::CHECK,
    ],
};

/// The approval that the walk got.
async fn approval(session: &dyn Session) -> Result<Arc<Approval>, Obstacle> {
    let walk = session.walk().await;
    walk.approval.clone().ok_or_else(|| walk.ended_before("the approval"))
}

/// The finding, placed at the response that sent the browser back.
pub(crate) fn at_callback(finding: Finding, approval: &Approval) -> Finding {
    let part =
        if approval.callback.status == 200 { Part::Body(String::new()) } else { Part::Header("location") };
    let at = approval.callback.exchange.map(|exchange| Place { exchange, part });
    Finding { at, ..finding }
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
