//! Becoming a client of the authorization server.

mod registration_response_has_no_null;

use crate::check::Suite;

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "registration",
    title: "each client becomes a client of the authorization server",
    checks: &[&registration_response_has_no_null::CHECK],
};
