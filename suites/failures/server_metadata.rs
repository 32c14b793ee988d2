//! Authorization server metadata.

use super::{
    Failure,
    Hit::{Breaks, Degrades, Harmless},
    failure, hits,
};
use crate::coverage::{
    Coverage::{Covered, Excluded},
    Group,
};

pub(super) const GROUP: Group<Failure> = Group {
    title: "authorization server metadata",
    entries: &[
        failure(
            "M-01",
            "the metadata is not at a location that follows from the issuer",
            hits(Breaks, Breaks, Degrades),
            Covered(&["server-metadata-is-discoverable"]),
        ),
        failure(
            "M-02",
            "the location of the metadata answers with a page or an error",
            hits(Breaks, Breaks, Breaks),
            Covered(&[
                "server-metadata-is-discoverable",
                "server-metadata-locations-answer-cleanly",
                "oauth-endpoints-answer-without-bot-challenge",
            ]),
        ),
        failure(
            "M-03",
            "`issuer` is not the identifier that led to the document",
            hits(Breaks, Degrades, Breaks),
            Covered(&["issuer-is-identical"]),
        ),
        failure(
            "M-04",
            "the authorization server on another host is passed over",
            hits(Breaks, Harmless, Harmless),
            Excluded(
                "A defect of Claude Web by Anthropic's own word (May 2026): an authorization server \
                 may well be on another host.",
            ),
        ),
        failure(
            "M-05",
            "`code_challenge_methods_supported` is missing or has no `S256`",
            hits(Breaks, Degrades, Degrades),
            Covered(&["code-challenge-methods-are-listed", "code-challenge-methods-include-s256"]),
        ),
        failure(
            "M-06",
            "a required member is missing, null or of an odd form",
            hits(Breaks, Breaks, Breaks),
            Covered(&[
                "server-metadata-has-no-null",
                "server-metadata-endpoints-are-absolute",
                "response-types-include-code",
            ]),
        ),
        failure(
            "M-07",
            "an endpoint is named as plain http, or on a host of the inner network",
            hits(Breaks, Breaks, Breaks),
            Covered(&["server-metadata-endpoints-are-absolute", "challenge-metadata-url-is-https"]),
        ),
        failure(
            "M-08",
            "the metadata promises what the server does not do",
            hits(Breaks, Degrades, Degrades),
            Covered(&[
                "token-endpoint-takes-public-clients",
                "token-endpoint-takes-client-secret-post",
                "token-endpoint-takes-client-secret-basic",
                "refresh-works",
                "refresh-grant-is-listed",
                "callback-names-the-issuer",
            ]),
        ),
        failure(
            "M-09",
            "metadata documents are supported, and `none` is not listed",
            hits(Degrades, Harmless, Harmless),
            Covered(&["metadata-document-clients-may-be-public"]),
        ),
    ],
};
