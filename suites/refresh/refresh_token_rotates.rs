use super::{is_refresh, not_refreshed, refresh, refreshable};
use crate::{
    oauth::token::{ClientAuthentication, Grant},
    prelude::*,
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
    if !session.authentication_methods().await?.iter().any(|name| name == "none") {
        return Err(inapplicable("the authorization server lists no public clients"));
    }
    let client = session.client_for(ClientAuthentication::None).await?;
    if client.credentials.method != ClientAuthentication::None {
        return Err(inapplicable("the server makes a confidential client of one that registers for `none`"));
    }
    let (tokens, refresh_token) = refreshable(session, &client).await?;
    let bound = tokens.exchange.and_then(|exchange| exchange.response.json());
    if bound
        .is_some_and(|body| body["token_type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("dpop")))
    {
        return Err(inapplicable("the tokens are bound to their sender"));
    }
    let exchange = refresh(session, &client, &refresh_token).await?;
    let grant = exchange.response.json().and_then(|body| Grant::from_json(&body));
    let grant = grant.filter(|_| exchange.response.is_success()).ok_or_else(|| not_refreshed(&exchange))?;
    ensure(grant.refresh_token.as_ref().is_some_and(|next| *next != refresh_token), || {
        let observed = if grant.refresh_token.is_some() { "the same" } else { "none" };
        Finding::new("another `refresh_token`", observed).at_body(&exchange, "/refresh_token")
    })
}
