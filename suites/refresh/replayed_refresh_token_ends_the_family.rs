use super::{ensure_refused, is_refresh, public_client};
use crate::{json::answer, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "replayed-refresh-token-ends-the-family",
    title: "where a replaced refresh token is refused, its return ends its successor as well",
    level: Must,
    spec: &[OAUTH_2_1.must("4.3.1"), RFC9700.must("4.14.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Sacrifices(1),
    why: "When a refresh token was stolen, thief and owner use it one after the other. If the server does no more than \
          refuse the second, and the thief was first, the thief keeps the access and the owner signs in anew without a \
          word of it.",
    fix: "Keep which token replaced which. Let the old one work for some seconds, since Claude refreshes from several \
          machines; when it comes later than that, revoke all that came of it.",
    fault: Fault::at(&[Endpoint::Token])
        .request(|asked| {
            let token = asked.request.form_field("refresh_token").unwrap_or_default();
            if asked.memory.contains_key(&token) {
                asked.request.set_form_field("refresh_token", Some("replayed"));
            }
        })
        .response(|answer| {
            if is_refresh(answer) && answer.response.is_success() {
                let token = answer.request.form_field("refresh_token").unwrap_or_default();
                answer.memory.insert(token, Value::Bool(true));
            }
        }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let client = public_client(session).await?;
    let replayed = session.replayed_refresh(&client).await?;
    if replayed.again.response.status >= 500 {
        return Err(Obstacle::step("the second use of a refresh token", answer(&replayed.again)).into());
    }
    let successor = replayed.successor.ok_or_else(|| {
        inapplicable("the old token still works just after its replacement, which may be a grace")
    })?;
    ensure_refused(&successor, "for the successor of a refresh token that came again")
}
