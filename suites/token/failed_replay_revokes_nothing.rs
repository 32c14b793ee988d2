use super::{grants, redeemer, replayed_code_revokes_its_tokens::remember_verifier};
use crate::{json::answer, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "failed-replay-revokes-nothing",
    title: "a used code with a wrong verifier does not end the tokens that it gave",
    level: Should,
    spec: &[OAUTH_2_1.should("7.5.3")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Sacrifices(1),
    why: "A code stays in histories and logs. If anybody who finds one can end the connection by sending it, users \
          are signed out and nobody knows why.",
    fix: "Check the client, the redirect URI and the verifier before you take a used code for stolen.",
    fault: Fault::at(&[Endpoint::Token])
        .request(|asked| {
            let code = asked.request.form_field("code").unwrap_or_default();
            if let Some(verifier) = asked.memory.get(&code).and_then(Value::as_str) {
                asked.request.set_form_field("code_verifier", Some(verifier));
            }
        })
        .response(remember_verifier),
    judge: |session| Box::pin(judge(session)),
};

/// A refresh before it is the control.
async fn judge(session: &dyn Session) -> Judgement {
    let code = session.replayed_code(&redeemer(session).await?).await?;
    if grants(&code.stranger) {
        return Err(Obstacle::step("the refusal of the wrong verifier", answer(&code.stranger)).into());
    }
    let refreshed = code.refreshed.ok_or_else(|| inapplicable("the server issues no refresh token"))?;
    if refreshed.response.status >= 500 {
        return Err(Obstacle::step("the refresh", answer(&refreshed)).into());
    }
    ensure(grants(&refreshed), || {
        Finding::new("tokens for its refresh token, as before", answer(&refreshed)).at_status(&refreshed)
    })
}
