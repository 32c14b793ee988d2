//! The first answer: a 401 that tells the client where to go.

mod anonymous_request_is_unauthorized;

use crate::check::Suite;

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "challenge",
    title: "the answer to a request without a token starts the sign-in",
    checks: &[&anonymous_request_is_unauthorized::CHECK],
};
