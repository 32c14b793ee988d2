//! Reachability and edge.

use super::{
    Failure,
    Hit::{Breaks, Degrades, Harmless, Unknown},
    failure, hits,
};
use crate::coverage::{Coverage::Covered, Group};

pub(super) const GROUP: Group<Failure> = Group {
    title: "reachability and edge",
    entries: &[
        failure(
            "R-01",
            "a firewall turns away `Claude-User` and lets the sign-in pass",
            hits(Breaks, Harmless, Harmless),
            Covered(&["endpoint-treats-user-agents-alike", "oauth-endpoints-answer-without-bot-challenge"]),
        ),
        failure(
            "R-02",
            "a bot wall answers in place of an OAuth endpoint",
            hits(Breaks, Breaks, Breaks),
            Covered(&["oauth-endpoints-answer-without-bot-challenge"]),
        ),
        failure(
            "R-03",
            "a request without `User-Agent` is turned away",
            hits(Harmless, Breaks, Unknown),
            Covered(&["endpoint-answers-without-a-user-agent"]),
        ),
        failure(
            "R-04",
            "the server is on another port than 443",
            hits(Breaks, Harmless, Harmless),
            Covered(&["endpoint-is-on-the-https-port"]),
        ),
        failure(
            "R-05",
            "the TLS handshake fails, or the certificate is wrong, incomplete or self-signed",
            hits(Breaks, Breaks, Breaks),
            Covered(&["certificate-chain-is-complete"]),
        ),
        failure(
            "R-06",
            "the host has an address that is not public",
            hits(Breaks, Harmless, Harmless),
            Covered(&["addresses-are-public"]),
        ),
        failure(
            "R-07",
            "the host has IPv6 addresses only",
            hits(Breaks, Harmless, Harmless),
            Covered(&["host-has-an-ipv4-address"]),
        ),
        failure(
            "R-08",
            "a redirect to another host loses the token or the method",
            hits(Breaks, Degrades, Degrades),
            Covered(&[
                "endpoint-stays-on-its-origin",
                "token-and-registration-endpoints-stay-in-place",
                "metadata-stays-on-its-origin",
            ]),
        ),
        failure(
            "R-09",
            "a redirect to the URL with a slash comes before the challenge, or leads to plain http",
            hits(Breaks, Breaks, Breaks),
            Covered(&[
                "endpoint-redirect-keeps-the-method",
                "endpoint-stays-on-its-origin",
                "endpoint-answers-with-and-without-a-slash",
            ]),
        ),
        failure(
            "R-10",
            "a rule of the load balancer covers what lies below the MCP URL, and not the URL itself",
            hits(Breaks, Breaks, Breaks),
            Covered(&["endpoint-answers-with-and-without-a-slash"]),
        ),
        failure(
            "R-11",
            "a gate in front of the server has a sign-in of its own",
            hits(Breaks, Degrades, Degrades),
            Covered(&["challenge-is-one-bearer", "oauth-endpoints-answer-without-bot-challenge"]),
        ),
        failure(
            "R-12",
            "all users of Claude Web share one limit, since they come from few addresses",
            hits(Breaks, Degrades, Degrades),
            Covered(&["repeated-registration-is-not-throttled"]),
        ),
        failure(
            "R-13",
            "a guard against DNS rebinding refuses the public host name",
            hits(Breaks, Breaks, Breaks),
            Covered(&["anonymous-request-is-unauthorized"]),
        ),
        failure(
            "R-14",
            "a development tunnel shows a page of its own, or changes its host",
            hits(Degrades, Harmless, Harmless),
            Covered(&["oauth-endpoints-answer-without-bot-challenge"]),
        ),
        failure(
            "R-15",
            "the URL that was entered is not that of the MCP endpoint",
            hits(Breaks, Breaks, Breaks),
            Covered(&["endpoint-speaks-streamable-http"]),
        ),
    ],
};
