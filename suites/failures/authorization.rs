//! Authorization and consent.

use super::{
    Failure,
    Hit::{Breaks, Degrades, Harmless},
    failure, hits,
};
use crate::coverage::{
    Coverage::{Covered, Excluded},
    Group, reason,
};

pub(super) const GROUP: Group<Failure> = Group {
    title: "authorization and consent",
    entries: &[
        failure(
            "A-01",
            "the policy of the consent page stops the redirect to the client",
            hits(Breaks, Breaks, Breaks),
            Covered(&["consent-page-lets-the-callback-through"]),
        ),
        failure(
            "A-02",
            "the sign-in loses the parameters of the request",
            hits(Breaks, Breaks, Breaks),
            Covered(&["callback-carries-code", "callback-returns-state-unchanged"]),
        ),
        failure(
            "A-03",
            "a parameter that a client adds is refused",
            hits(Breaks, Breaks, Breaks),
            Covered(&["authorization-page-answers"]),
        ),
        failure(
            "A-04",
            "an error is shown to the person, and never reaches the client",
            hits(Degrades, Degrades, Degrades),
            Covered(&["error-redirect-names-a-registered-error", "error-redirect-returns-state"]),
        ),
        failure(
            "A-05",
            "an approval that is sent twice ends in an error",
            hits(Degrades, Harmless, Harmless),
            Covered(&["second-approval-is-survivable"]),
        ),
        failure(
            "A-06",
            "PKCE is not enforced, or two sign-ins at once share one verifier",
            hits(Harmless, Harmless, Degrades),
            Covered(&[
                "code-verifier-is-checked",
                "code-verifier-is-required",
                "plain-challenge-is-refused",
                "parallel-sign-ins-both-complete",
            ]),
        ),
        failure(
            "A-07",
            "the authorization server has no sign-in for clients that registered themselves",
            hits(Breaks, Breaks, Breaks),
            Covered(&["authorization-page-answers", "authorization-page-shows-no-error"]),
        ),
        failure(
            "A-08",
            "the consent page does not work in a web view",
            hits(Degrades, Harmless, Harmless),
            Excluded(reason::THEORY),
        ),
        failure(
            "A-09",
            "a translation of paths takes the authorization endpoint away",
            hits(Breaks, Breaks, Breaks),
            Covered(&["authorization-page-answers-in-any-language"]),
        ),
    ],
};
