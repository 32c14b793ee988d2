use super::{revocation, sacrificed};
use crate::{json::answer, oauth::token::Grant, prelude::*, spec::RFC7009};

pub(super) const CHECK: Check = Check {
    id: "revoked-refresh-token-is-dead",
    title: "the revocation of a refresh token gets status 200 and ends it, whatever kind of token it is said to be",
    level: Must,
    spec: &[RFC7009.must("2.1"), RFC7009.must("2.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Sacrifices(1),
    why: "A refresh token that lives on keeps the connection open for as long as somebody holds it, though the person \
          has ended it.",
    fix: "Delete the refresh token before you answer with 200. Look for it among all kinds of tokens: \
          `token_type_hint` may only say where to look first.",
    fault: Fault::at(&[Endpoint::Revocation]).request(|asked| {
        if asked.request.form_field("token_type_hint").is_some() {
            asked.request.set_form_field("token", Some(super::UNKNOWN));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A refresh before the revocation is the control of the one behind it.
async fn judge(session: &dyn Session) -> Judgement {
    let tokens = sacrificed(session).await?;
    let client = &tokens.registered;
    let issued = tokens
        .grant
        .refresh_token
        .ok_or_else(|| inapplicable("the server issues no refresh token"))?;
    let control = session.send(session.refreshment(client, issued.reveal()).await?).await?;
    let granted = |exchange: &Exchange| {
        exchange
            .response
            .json()
            .filter(|_| exchange.response.is_success())
            .as_ref()
            .and_then(Grant::from_json)
    };
    let grant = granted(&control).ok_or_else(|| Obstacle::control(answer(&control)))?;
    let token = grant.refresh_token.unwrap_or(issued);
    let fields = [("token", token.reveal()), ("token_type_hint", "access_token")];
    let revoked = session.send(revocation(session, &client.credentials, &fields).await?).await?;
    if matches!(revoked.response.status, 429 | 500..) {
        return Err(Obstacle::step("the revocation", answer(&revoked)).into());
    }
    ensure(revoked.response.status == 200, || {
        Finding::new("status 200 for a refresh token with the hint `access_token`", answer(&revoked))
            .at_status(&revoked)
    })?;
    let after = session.send(session.refreshment(client, token.reveal()).await?).await?;
    ensure(granted(&after).is_none(), || {
        let observed = "tokens for a refresh token that was revoked with the hint `access_token`";
        Finding::new("status 400 with the error `invalid_grant`", observed).at_status(&after)
    })
}
