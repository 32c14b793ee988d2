use super::{first_refresh, is_refresh};
use crate::{
    oauth::claims,
    prelude::*,
    steps::grants::{granted, stated_scopes},
};

pub(super) const CHECK: Check = Check {
    id: "refresh-keeps-the-scope",
    title: "a refresh without `scope` brings the scope that was granted",
    level: Must,
    spec: &[OAUTH_2_1.must("4.3.1"), RFC6749.must("6")],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "Claude Code sends no scope when it refreshes (recorded). Where the new token has less than the first, tools \
          that worked fail after an hour, and signing in again helps for an hour.",
    fix: "Keep the granted scope with the refresh token, and give a refresh without `scope` all of it. Users of Entra \
          reported this.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        if is_refresh(answer) && answer.response.is_success() {
            answer.set_member("scope", json!("claude-conformance:other"));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Like is compared with like: what both answers state, or what both access tokens name.
async fn judge(session: &dyn Session) -> Judgement {
    let refreshed = first_refresh(session).await?;
    let client = session.tokens().await?.registered.clone();
    let first = session.shared_redemption(&client).await?;
    let named = |exchange: &Exchange| claims::scopes(granted(exchange)?.access_token.reveal());
    let stated = stated_scopes(&first).zip(stated_scopes(&refreshed));
    let (before, after) = stated
        .or_else(|| named(&first).zip(named(&refreshed)))
        .ok_or_else(|| inapplicable("the answers do not show which scope was granted"))?;
    let lost: Vec<_> = before.difference(&after).cloned().collect();
    ensure(lost.is_empty(), || {
        Finding::new("the scope of the first access token", format!("no `{}`", lost.join(" ")))
            .at_body(&refreshed, "/scope")
    })
}
