//! The first answer: a 401 that tells the client where to go.

mod accept_is_read_after_the_token;
mod anonymous_challenge_carries_no_error;
mod anonymous_get_is_unauthorized;
mod anonymous_request_is_unauthorized;
mod authorization_header_arrives;
mod challenge_is_one_bearer;
mod challenge_metadata_url_answers;
mod challenge_metadata_url_is_absolute;
mod challenge_metadata_url_is_https;
mod challenge_names_resource_metadata;
mod challenge_names_scopes;
mod hostile_tokens_get_a_clean_refusal;
mod malformed_authorization_is_refused;
mod other_schemes_get_the_bearer_challenge;
mod refusals_carry_no_result;
mod resource_metadata_is_discoverable;
mod token_is_checked_before_the_message;
mod unknown_token_answer_names_invalid_token;
mod unknown_token_is_unauthorized;

use std::sync::Arc;

use crate::{
    check::{Shortfall, Suite},
    exchange::Exchange,
    fault::Answered,
    oauth::challenge::{self, Challenge},
    session::Session,
};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "challenge",
    title: "the answer to a request without a valid token starts the sign-in",
    checks: &[
        &anonymous_request_is_unauthorized::CHECK,
        &anonymous_get_is_unauthorized::CHECK,
        &accept_is_read_after_the_token::CHECK,
        &token_is_checked_before_the_message::CHECK,
        &challenge_is_one_bearer::CHECK,
        &challenge_names_resource_metadata::CHECK,
        &resource_metadata_is_discoverable::CHECK,
        &challenge_metadata_url_is_absolute::CHECK,
        &challenge_metadata_url_is_https::CHECK,
        &challenge_metadata_url_answers::CHECK,
        &challenge_names_scopes::CHECK,
        &anonymous_challenge_carries_no_error::CHECK,
        &unknown_token_is_unauthorized::CHECK,
        &unknown_token_answer_names_invalid_token::CHECK,
        &refusals_carry_no_result::CHECK,
        &malformed_authorization_is_refused::CHECK,
        &other_schemes_get_the_bearer_challenge::CHECK,
        &hostile_tokens_get_a_clean_refusal::CHECK,
        &authorization_header_arrives::CHECK,
    ],
};

/// The 401 without a token; a server that is open owes none.
async fn refusal(session: &dyn Session) -> Result<Arc<Exchange>, Shortfall> {
    session.unless_open(session.unauthorized().await).await
}

/// The Bearer challenge of that 401.
async fn bearer(session: &dyn Session) -> Result<(Arc<Exchange>, Challenge), Shortfall> {
    Ok((refusal(session).await?, session.challenge().await?))
}

/// Edits the first challenge of a response, for the faults.
fn edit_challenge(answer: &mut Answered<'_>, edit: impl FnOnce(&mut Challenge)) {
    let value = answer.response.headers.first("www-authenticate").unwrap_or_default();
    if let Some(mut challenge) = challenge::parse(value).ok().and_then(|found| found.into_iter().next()) {
        edit(&mut challenge);
        answer.response.headers.set("www-authenticate", challenge.to_string());
    }
}

/// Rewrites the URL for protected resource metadata in a challenge, for the faults.
fn edit_pointer(answer: &mut Answered<'_>, edit: impl Fn(&str) -> String) {
    edit_challenge(answer, |challenge| {
        for (_, url) in challenge.parameters.iter_mut().filter(|(name, _)| name == "resource_metadata") {
            *url = edit(url);
        }
    });
}
