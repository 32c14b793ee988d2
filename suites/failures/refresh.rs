//! Refresh.

use super::{
    Failure,
    Hit::{Degrades, Unknown},
    failure, hits,
};
use crate::coverage::{
    Coverage::{Covered, Excluded},
    Group, reason,
};

pub(super) const GROUP: Group<Failure> = Group {
    title: "refresh",
    entries: &[
        failure(
            "F-01",
            "no refresh token is issued, and the person signs in each hour",
            hits(Degrades, Degrades, Degrades),
            Covered(&["refresh-token-is-issued", "refresh-grant-is-listed"]),
        ),
        failure(
            "F-02",
            "a refresh token that was replaced fails at once, though two processes share it",
            hits(Degrades, Degrades, Degrades),
            Covered(&["refresh-survives-a-lost-answer"]),
        ),
        failure(
            "F-03",
            "a refresh fails with an error that the client does not understand",
            hits(Degrades, Degrades, Degrades),
            Covered(&["unknown-refresh-token-is-invalid-grant", "unknown-client-is-signalled"]),
        ),
        failure(
            "F-04",
            "a refreshed token has another scope or audience",
            hits(Degrades, Degrades, Degrades),
            Covered(&["refreshed-token-is-accepted", "refresh-keeps-the-scope"]),
        ),
        failure(
            "F-05",
            "the client does not refresh, or does not ask its user to sign in",
            hits(Degrades, Degrades, Unknown),
            Excluded(reason::CLIENT),
        ),
        failure(
            "F-06",
            "refreshes are throttled, since many users share an address",
            hits(Unknown, Unknown, Unknown),
            Excluded(reason::ADDRESS),
        ),
    ],
};
