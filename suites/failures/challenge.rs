//! The challenge.

use super::{
    Failure,
    Hit::{Breaks, Degrades, Unknown},
    failure, hits,
};
use crate::coverage::{Coverage::Covered, Group};

pub(super) const GROUP: Group<Failure> = Group {
    title: "the challenge",
    entries: &[
        failure(
            "CH-01",
            "the 401 carries no challenge, or one that does not lead to the metadata",
            hits(Breaks, Degrades, Degrades),
            Covered(&[
                "challenge-is-one-bearer",
                "challenge-names-resource-metadata",
                "resource-metadata-is-discoverable",
            ]),
        ),
        failure(
            "CH-02",
            "`resource_metadata` is a relative URL",
            hits(Breaks, Unknown, Unknown),
            Covered(&["challenge-metadata-url-is-absolute"]),
        ),
        failure(
            "CH-03",
            "`resource_metadata` is plain http, or on a host that nobody outside reaches",
            hits(Breaks, Breaks, Breaks),
            Covered(&["challenge-metadata-url-is-https", "challenge-metadata-url-answers"]),
        ),
        failure(
            "CH-04",
            "`resource_metadata` leads to another document",
            hits(Breaks, Breaks, Breaks),
            Covered(&[
                "resource-names-the-endpoint-origin",
                "resource-is-the-entered-url",
                "authorization-servers-are-listed",
            ]),
        ),
        failure(
            "CH-05",
            "a gateway renames the challenge or takes it away",
            hits(Breaks, Degrades, Degrades),
            Covered(&["challenge-is-one-bearer"]),
        ),
        failure(
            "CH-06",
            "a server with a sign-in lets `initialize` in without a token",
            hits(Degrades, Degrades, Degrades),
            Covered(&["anonymous-request-is-unauthorized"]),
        ),
        failure(
            "CH-07",
            "a request without a token gets another status than 401",
            hits(Breaks, Degrades, Degrades),
            Covered(&["anonymous-request-is-unauthorized", "anonymous-get-is-unauthorized"]),
        ),
        failure(
            "CH-08",
            "a token that is over or wrong does not get status 401",
            hits(Degrades, Degrades, Degrades),
            Covered(&["unknown-token-is-unauthorized", "unknown-token-answer-names-invalid-token"]),
        ),
        failure(
            "CH-09",
            "there are two challenges, or one that cannot be read",
            hits(Degrades, Degrades, Degrades),
            Covered(&["challenge-is-one-bearer"]),
        ),
    ],
};
