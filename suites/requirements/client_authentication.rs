//! Client authentication.

use super::{Requirement, requirement};
use crate::{
    coverage::{
        Coverage::{Covered, Excluded},
        Group, reason,
    },
    spec::{
        OAUTH_2_1, RFC6749, RFC7523,
        Revision::{V2025_06_18, V2025_11_25},
    },
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "client authentication",
    entries: &[
        requirement(
            "CLAUTH-01",
            RFC6749.must("3.2.1"),
            "a client with a secret gets nothing without it",
            Covered(&["confidential-client-needs-its-secret"]),
        ),
        requirement(
            "CLAUTH-02",
            RFC6749.must("2.3.1").until(V2025_06_18),
            "a client with a secret may authenticate by HTTP Basic",
            Excluded(
                "OAuth 2.1, on which MCP stands in each revision, leaves HTTP Basic to the server. \
                 Where it is listed, `token-endpoint-takes-client-secret-basic` judges it.",
            ),
        ),
        requirement(
            "CLAUTH-03",
            OAUTH_2_1.must("2.4.1"),
            "a client with a secret may send it in the body",
            Covered(&["token-endpoint-takes-client-secret-post"]),
        ),
        requirement(
            "CLAUTH-04",
            RFC6749.must("5.2"),
            "a failed HTTP Basic authentication gets status 401 and a challenge",
            Covered(&["failed-basic-attempt-is-challenged"]),
        ),
        requirement(
            "CLAUTH-05",
            RFC6749.must("2.3"),
            "a client that authenticates in two ways at once is refused",
            Covered(&["two-authentications-are-refused"]),
        ),
        requirement(
            "CLAUTH-06",
            RFC6749.must("2.3.1"),
            "the credentials of HTTP Basic are form-decoded",
            Covered(&["basic-credentials-are-form-decoded"]),
        ),
        requirement(
            "CLAUTH-07",
            RFC6749.must("4.1.3"),
            "`client_id` in the body is that of the client that authenticates",
            Covered(&["authenticated-client-and-client-id-agree"]),
        ),
        requirement(
            "CLAUTH-08",
            RFC7523.must("3").since(V2025_11_25),
            "each claim of a JWT by which a client authenticates is checked",
            Excluded(reason::JWT_CLIENT),
        ),
    ],
};
