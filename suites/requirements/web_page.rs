//! Clients in a web page.

use super::{Requirement, requirement};
use crate::{
    coverage::{
        Coverage::{Covered, Excluded},
        Group,
    },
    spec::{FETCH, RFC9449, RFC9700},
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "clients in a web page",
    entries: &[
        requirement(
            "CORS-01",
            RFC9700.may("2.6"),
            "endpoints that web pages call may allow it",
            Excluded(
                "A permission: a server without CORS breaks nothing, and no Claude client runs in a \
                 web page.",
            ),
        ),
        requirement(
            "CORS-02",
            FETCH.must("cors-preflight-fetch"),
            "a preflight request is answered without a token",
            Covered(&["preflight-needs-no-token"]),
        ),
        requirement(
            "CORS-03",
            FETCH.must("http-access-control-allow-origin"),
            "no answer lets any origin in together with credentials",
            Covered(&["credentials-are-not-shared-with-any-origin"]),
        ),
        requirement(
            "CORS-04",
            RFC9449.should("7.1"),
            "a web page may read the challenge",
            Covered(&["challenge-is-exposed-to-web-pages"]),
        ),
        requirement(
            "CORS-05",
            FETCH.must("http-access-control-allow-headers"),
            "a preflight names `Authorization` among the header fields allowed",
            Covered(&["preflight-names-authorization"]),
        ),
    ],
};
