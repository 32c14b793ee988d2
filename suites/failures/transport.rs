//! Transport.

use super::{
    Failure,
    Hit::{Breaks, Degrades, Harmless, Unknown},
    failure, hits,
};
use crate::coverage::{
    Coverage::{Covered, Excluded},
    Group, reason,
};

pub(super) const GROUP: Group<Failure> = Group {
    title: "transport",
    entries: &[
        failure(
            "X-01",
            "the first request with a token gets status 403",
            hits(Breaks, Degrades, Degrades),
            Covered(&["fresh-token-is-accepted", "unknown-token-is-unauthorized"]),
        ),
        failure(
            "X-02",
            "the first request with a token gets status 401",
            hits(Unknown, Unknown, Unknown),
            Covered(&["fresh-token-is-accepted"]),
        ),
        failure(
            "X-03",
            "sessions live on one node, while requests go to another",
            hits(Breaks, Degrades, Degrades),
            Covered(&["session-holds-on-every-request", "tools-are-listed-without-a-session"]),
        ),
        failure(
            "X-04",
            "a session that is over does not get status 404",
            hits(Degrades, Degrades, Degrades),
            Covered(&["unknown-session-is-not-found"]),
        ),
        failure(
            "X-05",
            "`Authorization` is lost on the way to the application",
            hits(Breaks, Breaks, Breaks),
            Covered(&["authorization-header-arrives"]),
        ),
        failure(
            "X-06",
            "a newer protocol version is refused in place of being negotiated",
            hits(Breaks, Breaks, Unknown),
            Covered(&["initialize-negotiates-a-version"]),
        ),
        failure(
            "X-07",
            "an `Accept` that the server does not like hides the challenge",
            hits(Breaks, Degrades, Degrades),
            Covered(&["accept-is-read-after-the-token"]),
        ),
        failure(
            "X-08",
            "`server/discover` ends in a crash, a silence or a 401",
            hits(Breaks, Degrades, Degrades),
            Covered(&["server-discover-is-survivable"]),
        ),
        failure(
            "X-09",
            "the event stream is held back, or its GET is not answered",
            hits(Breaks, Degrades, Degrades),
            Covered(&["stream-request-is-answered"]),
        ),
        failure(
            "X-10",
            "a notification gets another status than 202",
            hits(Breaks, Degrades, Degrades),
            Covered(&["notification-is-accepted"]),
        ),
        failure(
            "X-11",
            "the server speaks the old transport only",
            hits(Degrades, Degrades, Degrades),
            Covered(&["endpoint-speaks-streamable-http"]),
        ),
        failure(
            "X-12",
            "a web page cannot call the server",
            hits(Harmless, Harmless, Harmless),
            Excluded(
                "No Claude client runs in a web page. What a server for other clients owes stands \
                 among the requirements.",
            ),
        ),
        failure(
            "X-13",
            "odd ids, batches or long tokens make the server fail",
            hits(Unknown, Unknown, Unknown),
            Excluded(reason::THEORY),
        ),
        failure(
            "X-14",
            "a POST at the entered URL gets status 404 or 405",
            hits(Breaks, Breaks, Breaks),
            Covered(&["endpoint-speaks-streamable-http", "unknown-token-is-unauthorized"]),
        ),
    ],
};
