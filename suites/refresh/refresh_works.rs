use super::is_refresh;
use crate::{
    json::answer,
    prelude::*,
    steps::grants::{Renewal, granted},
};

pub(super) const CHECK: Check = Check {
    id: "refresh-works",
    title: "a fresh refresh token is exchanged for an access token",
    level: Interop,
    spec: &[],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "Everything works for as long as the first access token lasts, mostly an hour, and then the user has to \
          sign in again: Claude Code says `Needs authentication`, mcp-remote opens the browser (recorded).",
    fix: "Accept `grant_type=refresh_token` with the client authentication that the client registered with, with \
          `resource` and without `scope`: that is what Claude Code sends (recorded).",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        if is_refresh(answer) && answer.response.is_success() {
            *answer.response = Response::json_with(400, &json!({"error": "invalid_grant"}));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let client = session.tokens().await?.registered.clone();
    let exchange = session.renewed(&client, Renewal::First).await?;
    ensure(granted(&exchange).is_some(), || {
        Finding::new("status 200 with an `access_token`", answer(&exchange)).at_status(&exchange)
    })
}
