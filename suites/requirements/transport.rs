//! The transport.

use super::{Requirement, requirement};
use crate::{
    coverage::{
        Coverage::{Covered, Excluded},
        Group, reason,
    },
    spec::{
        MCP, RFC9110,
        Revision::{V2025_06_18, V2025_11_25, V2026_07_28},
    },
};

pub(super) const GROUP: Group<Requirement> = Group {
    title: "the transport",
    entries: &[
        requirement(
            "TRANSPORT-01",
            MCP.must("basic/transports/streamable-http"),
            "one URL takes the messages, by POST",
            Covered(&["endpoint-speaks-streamable-http", "endpoint-redirect-keeps-the-method"]),
        ),
        requirement(
            "TRANSPORT-02",
            MCP.must("basic/transports#listening-for-messages-from-the-server").until(V2025_11_25),
            "a GET gets the event stream or status 405",
            Covered(&["stream-request-is-answered"]),
        ),
        requirement(
            "TRANSPORT-03",
            MCP.should("basic/transports/streamable-http#earlier-streamable-http-revisions")
                .since(V2026_07_28),
            "a server of the stateless revision answers GET and DELETE with status 405",
            Covered(&["older-methods-are-not-allowed"]),
        ),
        requirement(
            "TRANSPORT-04",
            RFC9110.must("15.5.6"),
            "status 405 comes with `Allow`",
            Covered(&["method-not-allowed-lists-methods"]),
        ),
        requirement(
            "TRANSPORT-05",
            MCP.must("basic/transports/streamable-http#security--endpoint").since(V2025_11_25),
            "a foreign `Origin` gets status 403",
            Covered(&["foreign-origin-is-forbidden"]),
        ),
        requirement(
            "TRANSPORT-06",
            MCP.must("basic/transports/streamable-http#security--endpoint"),
            "`Origin` is checked for each method",
            Covered(&["foreign-origin-is-forbidden"]),
        ),
        requirement(
            "TRANSPORT-07",
            MCP.must("basic/transports/streamable-http#security--endpoint"),
            "a request without `Origin`, or with one that is allowed, is let in",
            Covered(&["own-origin-is-let-in", "tools-are-listed"]),
        ),
        requirement(
            "TRANSPORT-08",
            MCP.must("basic/transports/streamable-http#sending-messages"),
            "a request is answered with JSON or an event stream",
            Covered(&["answers-are-json-or-event-stream"]),
        ),
        requirement(
            "TRANSPORT-09",
            MCP.must("basic/transports/streamable-http#sending-messages"),
            "a notification gets status 202 and no body",
            Covered(&["notification-is-accepted"]),
        ),
        requirement(
            "TRANSPORT-10",
            MCP.must("basic/transports/streamable-http#sending-messages").since(V2025_06_18),
            "a body is one message, not a batch",
            Excluded(
                "The clause binds who sends: a server that takes batches still, for clients of 2025-03-26, breaks none.",
            ),
        ),
        requirement(
            "TRANSPORT-11",
            MCP.must("basic/transports#protocol-version-header").since(V2025_06_18).until(V2025_11_25),
            "a version that the server does not speak gets status 400",
            Covered(&["unsupported-version-header-is-refused"]),
        ),
        requirement(
            "TRANSPORT-12",
            MCP.should("basic/transports#protocol-version-header")
                .since(V2025_06_18)
                .until(V2025_11_25),
            "a request without a version counts as one of 2025-03-26",
            Covered(&["missing-version-header-is-survivable"]),
        ),
        requirement(
            "TRANSPORT-13",
            MCP.must("basic/transports/streamable-http#protocol-version-header").since(V2026_07_28),
            "versions in header and body that differ get status 400 and the error -32020",
            Covered(&["header-and-meta-versions-agree"]),
        ),
        requirement(
            "TRANSPORT-14",
            MCP.must("basic/transports/streamable-http#protocol-version-header").since(V2026_07_28),
            "an unsupported version gets status 400 and the error -32022 with those supported",
            Covered(&["unsupported-version-is-named"]),
        ),
        requirement(
            "TRANSPORT-15",
            MCP.must("basic/transports/streamable-http#server-validation").since(V2026_07_28),
            "header fields that contradict the body get status 400 and the error -32020",
            Covered(&["method-header-is-checked"]),
        ),
        requirement(
            "TRANSPORT-16",
            MCP.must("basic/transports/streamable-http#protocol-version-header").since(V2026_07_28),
            "an unknown method gets status 404 and the error -32601",
            Covered(&["unknown-method-is-not-found"]),
        ),
        requirement(
            "TRANSPORT-17",
            MCP.must("basic/index#meta").since(V2026_07_28),
            "a request without its `_meta` gets status 400 and the error -32602",
            Covered(&["incomplete-meta-is-invalid"]),
        ),
        requirement(
            "TRANSPORT-18",
            MCP.must("server/discover").since(V2026_07_28),
            "`server/discover` is answered",
            Covered(&["server-discover-is-implemented"]),
        ),
        requirement(
            "TRANSPORT-19",
            MCP.should("basic/transports/streamable-http#earlier-streamable-http-revisions")
                .since(V2026_07_28),
            "header fields of older clients are ignored, and no session is opened",
            Covered(&["session-ids-of-older-clients-are-ignored"]),
        ),
        requirement(
            "TRANSPORT-20",
            MCP.should("basic/versioning#backward-compatibility-with-initialization-based-versions")
                .since(V2026_07_28),
            "a server that knows no `initialize` names its versions in the refusal",
            Covered(&["initialize-is-refused-with-versions"]),
        ),
        requirement(
            "TRANSPORT-21",
            MCP.must("server/utilities/caching#cache-scope-field").since(V2026_07_28),
            "a result for everybody holds nothing of one user",
            Excluded(reason::SECOND_USER),
        ),
        requirement(
            "TRANSPORT-22",
            MCP.should("basic/transports/streamable-http#receiving-messages").since(V2026_07_28),
            "an event stream asks proxies not to buffer it",
            Excluded(
                "Proxies of the kind that `X-Accel-Buffering` speaks to, as nginx, take the field out of what \
                 they pass on: that it is missing says nothing about the server.",
            ),
        ),
        requirement(
            "TRANSPORT-23",
            MCP.should("basic/transports/streamable-http#security--endpoint"),
            "a local server listens on the loopback interface only",
            Excluded(
                "Which addresses a local server listens on is not seen through its URL. That it asks \
                 for a token is judged by `anonymous-request-is-unauthorized`.",
            ),
        ),
        requirement(
            "LIFE-01",
            MCP.must("basic/lifecycle#version-negotiation").until(V2025_11_25),
            "`initialize` is answered with the version asked for, or another that is supported",
            Covered(&["initialize-negotiates-a-version"]),
        ),
    ],
};
