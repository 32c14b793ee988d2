use super::{approved_for, issue_beyond, jwt, let_pass, redeemed_for};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "token-request-stays-within-the-approved-resource",
    title: "a code that was approved for one resource gets no token for another",
    level: May,
    spec: &[RFC8707.may("2.2").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "The user approved access to one server. A client that may name another when it redeems the code gets what \
          nobody approved.",
    fix: "Keep the `resource` of the authorization request with the code, and answer `invalid_target` to a token request \
          that names something else.",
    fault: Fault::at(&[Endpoint::Token, Endpoint::Mcp])
        .request(|asked| let_pass(asked, BEYOND))
        .response(|answer| issue_beyond(answer, BEYOND)),
    judge: |session| Box::pin(judge(session)),
};

/// What stands behind the resource of the run where the code is redeemed for another one.
const BEYOND: &str = "/claude-conformance-beyond";

async fn judge(session: &dyn Session) -> Judgement {
    jwt(session).await?;
    let Some(approved) = approved_for(session, Some("")).await? else {
        return Err(Obstacle::control("the resource of the metadata itself is refused").into());
    };
    let Some((exchange, _, jwt)) = redeemed_for(session, &approved, Some(BEYOND)).await? else {
        return Ok(());
    };
    ensure(jwt.values("aud").iter().all(|named| !named.ends_with(BEYOND)), || {
        let observed = format!("a token for `{}`", jwt.claims["aud"]);
        Finding::new("the error `invalid_target`, or a token for what was approved", observed)
            .at_body(&exchange, "/access_token")
    })
}
