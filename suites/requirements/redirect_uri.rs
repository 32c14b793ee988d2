//! Loopback and private-use redirect URIs.

use super::{Requirement, requirement};
use crate::{
    coverage::{
        Coverage::{Covered, Excluded},
        Group,
    },
    spec::{RFC8252, RFC9700},
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "loopback and private-use redirect URIs",
    entries: &[
        requirement(
            "REDIR-01",
            RFC8252.must("7.3"),
            "a registered loopback address fits with any port",
            Covered(&["loopback-address-takes-any-port"]),
        ),
        requirement(
            "REDIR-02",
            RFC9700.must("4.1.3"),
            "a registered `localhost` fits with any port",
            Covered(&["localhost-takes-any-port"]),
        ),
        requirement(
            "REDIR-03",
            RFC9700.must("2.1"),
            "nothing but the port of a loopback redirect URI may differ",
            Covered(&["only-the-loopback-port-floats"]),
        ),
        requirement(
            "REDIR-04",
            RFC9700.must("4.1.3"),
            "a host that only looks like the loopback interface is not taken for it",
            Covered(&["loopback-look-alikes-are-refused"]),
        ),
        requirement(
            "REDIR-05",
            RFC9700.must("2.6"),
            "no code is sent to an unencrypted redirect URI on another machine",
            Covered(&["registration-refuses-a-plain-http-redirect-uri"]),
        ),
        requirement(
            "REDIR-06",
            RFC8252.must("7"),
            "a native client may use a loopback, an https or a private-use redirect URI",
            Excluded(
                "MCP allows redirect URIs on https and on localhost: a server that refuses private-use schemes conforms, and \
                 the other two kinds are judged as the Claude clients ask for them.",
            ),
        ),
    ],
};
