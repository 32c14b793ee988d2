use super::{first_refresh, is_refresh};
use crate::{prelude::*, steps::grants::granted};

pub(super) const CHECK: Check = Check {
    id: "refreshed-token-is-accepted",
    title: "the MCP endpoint accepts an access token that came from a refresh",
    level: Interop,
    spec: &[],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "The connection works until the first access token ends. Then the client refreshes, is refused with what it \
          gets, and asks its user to sign in again: each hour, as users report.",
    fix: "Issue a refreshed token with the `aud` and the scopes of the first. Clients send `resource` with a refresh \
          and no `scope` (recorded for Claude Code), so take what is missing from the grant.",
    fault: Fault::at(&[Endpoint::Token, Endpoint::Mcp]).response(|answer| {
        if answer.endpoint == Endpoint::Token {
            let body = answer.response.json().unwrap_or_default();
            if let Some(token) = body["access_token"].as_str().filter(|_| is_refresh(answer)) {
                answer.memory.insert(format!("Bearer {token}"), Value::Bool(true));
            }
        } else if let Some(shown) = answer.request.headers.first("authorization")
            && answer.memory.contains_key(shown)
        {
            *answer.response = Response::json_with(401, &json!({"error": "invalid_token"}));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// The first token is the control. A refusal in JSON-RPC is about the protocol, not the token.
async fn judge(session: &dyn Session) -> Judgement {
    let refreshed = first_refresh(session).await?;
    let token = granted(&refreshed).map(|grant| grant.access_token);
    let first = session.tokens().await?;
    let control = session.settle(session.authorized_request(first.grant.access_token.reveal())).await?;
    if matches!(control.response.status, 401 | 403) {
        return Err(Obstacle::control(format!("status {}", control.response.status)).into());
    }
    let token = token.ok_or_else(|| Obstacle::step("the refresh", "it granted nothing"))?;
    let exchange = session.settle(session.authorized_request(token.reveal())).await?;
    let status = exchange.response.status;
    if status >= 500 {
        return Err(Obstacle::step("`initialize`", exchange.summary()).into());
    }
    ensure(!matches!(status, 401 | 403), || {
        let expected = format!("status {}, as with the first access token", control.response.status);
        Finding::new(expected, format!("status {status}")).at_status(&exchange)
    })
}
