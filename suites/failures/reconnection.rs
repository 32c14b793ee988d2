//! Reconnection.

use super::{Failure, Hit::Unknown, failure, hits};
use crate::coverage::{
    Coverage::{Covered, Excluded},
    Group, reason,
};

pub(super) const GROUP: Group<Failure> = Group {
    title: "reconnection",
    entries: &[
        failure(
            "V-01",
            "the connection works once, and not when it is made again",
            hits(Unknown, Unknown, Unknown),
            Covered(&["second-sign-in-succeeds"]),
        ),
        failure(
            "V-02",
            "the client does not revoke what it no longer uses",
            hits(Unknown, Unknown, Unknown),
            Excluded(reason::CLIENT),
        ),
        failure(
            "V-03",
            "the client remembers a failure that is mended",
            hits(Unknown, Unknown, Unknown),
            Excluded(reason::CLIENT),
        ),
        failure(
            "V-04",
            "a revoked token does not get status 401",
            hits(Unknown, Unknown, Unknown),
            Covered(&["revoked-token-is-unauthorized"]),
        ),
        failure(
            "V-05",
            "the service behind the server no longer takes its token",
            hits(Unknown, Unknown, Unknown),
            Excluded(reason::UPSTREAM),
        ),
    ],
};
