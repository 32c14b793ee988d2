use super::{grants, redeemer};
use crate::{json::answer, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "code-works-once",
    title: "a code that was redeemed is not redeemed again",
    level: Must,
    spec: &[RFC6749.must("4.1.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Sacrifices(1),
    why: "A code that stays good is worth stealing: it stands in the history of the browser and in the log of every \
          proxy.",
    fix: "Remove the code in the same step that reads it, and answer its return with `invalid_grant`.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        let Some(code) = answer.request.form_field("code") else { return };
        if answer.response.is_success() {
            answer.memory.insert(code, answer.response.json().unwrap_or_default());
        } else if let Some(grant) = answer.memory.get(&code) {
            *answer.response = Response::json_with(200, grant);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// The first redemption is the control of the second.
async fn judge(session: &dyn Session) -> Judgement {
    let replay = session.replayed_code(&redeemer(session).await?).await?.replay;
    if replay.response.status >= 500 {
        return Err(Obstacle::step("the token request", answer(&replay)).into());
    }
    ensure(!grants(&replay), || {
        let observed = "tokens for a code that was redeemed before";
        Finding::new("status 400 with the error `invalid_grant`", observed).at_status(&replay)
    })
}
