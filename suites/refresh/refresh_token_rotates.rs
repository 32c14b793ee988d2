use super::{is_refresh, public_client};
use crate::{
    oauth::token::Secret,
    prelude::*,
    steps::grants::{Renewal, granted, not_refreshed},
};

pub(super) const CHECK: Check = Check {
    id: "refresh-token-rotates",
    title: "a public client that refreshes gets another refresh token",
    level: Must,
    spec: &[
        MCP.must("basic/authorization#token-theft").since(V2025_06_18).until(V2025_11_25),
        MCP.must("basic/authorization/security-considerations#token-theft").since(V2026_07_28),
        OAUTH_2_1.must("4.3.1"),
    ],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "A public client proves nothing when it refreshes. Rotation is what makes the theft of its refresh token \
          come to light: the second of the two parties that hold it is refused.",
    fix: "Answer a refresh with a new `refresh_token`. Let the old one work for some seconds more: Claude refreshes \
          from several machines and processes at once, and a lost answer otherwise ends the connection.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        if is_refresh(answer) && answer.response.is_success() {
            answer.set_member("refresh_token", json!(answer.request.form_field("refresh_token")));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let client = public_client(session).await?;
    let first = session.shared_redemption(&client).await?;
    let kind = first.response.json().and_then(|body| Some(body["token_type"].as_str()?.to_owned()));
    if kind.is_some_and(|kind| kind.eq_ignore_ascii_case("dpop")) {
        return Err(inapplicable("the tokens are bound to their sender"));
    }
    let exchange = session.renewed(&client, Renewal::First).await?;
    let next = granted(&exchange).ok_or_else(|| not_refreshed(&exchange))?.refresh_token;
    let next = next.as_ref().map(Secret::reveal);
    ensure(next.is_some() && next != exchange.request.form_field("refresh_token").as_deref(), || {
        let observed = if next.is_some() { "the same" } else { "none" };
        Finding::new("another `refresh_token`", observed).at_body(&exchange, "/refresh_token")
    })
}
