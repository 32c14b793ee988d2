use super::{grants, redeemer};
use crate::{fault::Answered, json::answer, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "replayed-code-revokes-its-tokens",
    title: "a code that comes again ends the tokens that it gave",
    level: Should,
    spec: &[RFC6749.should("4.1.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Sacrifices(1),
    why: "When a code comes twice, one of the two senders is a thief, and may have been the first. Where nothing \
          happens, the thief keeps the tokens.",
    fix: "Keep which tokens came of a code, and revoke them when the code comes again with all that it needs.",
    fault: Fault::at(&[Endpoint::Token])
        .request(|asked| {
            let code = asked.request.form_field("code").unwrap_or_default();
            let verifier = asked.memory.get(&code).and_then(Value::as_str);
            if verifier.is_some() && verifier == asked.request.form_field("code_verifier").as_deref() {
                asked.request.set_form_field("code", Some("replayed"));
            }
        })
        .response(remember_verifier),
    judge: |session| Box::pin(judge(session)),
};

/// Judged by the refresh token: an access token may be one that nobody can revoke.
async fn judge(session: &dyn Session) -> Judgement {
    let code = session.replayed_code(&redeemer(session).await?).await?;
    if grants(&code.replay) {
        return Err(Obstacle::step("the refusal of the replay", answer(&code.replay)).into());
    }
    let before = code
        .refreshed
        .as_ref()
        .ok_or_else(|| inapplicable("the server issues no refresh token"))?;
    if !grants(before) {
        return Ok(());
    }
    let Some(after) = session.refreshed_after(&code).await? else { return Ok(()) };
    if after.response.status >= 500 {
        return Err(Obstacle::step("the refresh", answer(&after)).into());
    }
    ensure(!grants(&after), || {
        Finding::new("the error `invalid_grant` for its refresh token", "tokens").at_status(&after)
    })
}

/// Remembers of each code that was redeemed its verifier.
pub(super) fn remember_verifier(answered: &mut Answered<'_>) {
    let field = |name| answered.request.form_field(name);
    let pair = field("code").zip(field("code_verifier")).filter(|_| answered.response.is_success());
    answered.memory.extend(pair.map(|(code, verifier)| (code, json!(verifier))));
}
