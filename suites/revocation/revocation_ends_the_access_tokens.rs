use super::{is_unauthorized, revoke, sacrificed, works};
use crate::{prelude::*, spec::RFC7009};

pub(super) const CHECK: Check = Check {
    id: "revocation-ends-the-access-tokens",
    title: "with a refresh token the access tokens of its grant end",
    level: Should,
    spec: &[RFC7009.should("2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Sacrifices(1),
    why: "A client that gives up its connection revokes the refresh token and has done enough by the letter; its \
          access token works on until it expires by itself.",
    fix: "Keep what was issued together as one grant, and end the grant. If the MCP server reads self-contained JWTs \
          alone, give them a short life.",
    fault: Fault::at(&[Endpoint::Mcp, Endpoint::Revocation]).response(|answer| {
        let shown = answer.request.headers.first("authorization").map(|value| value.replace("Bearer ", ""));
        if answer.endpoint == Endpoint::Revocation {
            let token = answer.request.form_field("token").unwrap_or_default();
            // An access token that is revoked itself ends; see the check for that.
            let kept = if token.contains('.') { token } else { "ended".to_owned() };
            answer.memory.insert(kept, Value::Null);
        } else if let Some(token) = shown {
            if answer.response.is_success() && !answer.memory.contains_key(&token) {
                answer.memory.insert(token, json!(answer.response.body));
            } else if let Some(body) = answer.memory.get(&token).and_then(Value::as_str)
                && answer.response.status == 401
                && answer.memory.contains_key("ended")
            {
                let body: Value = serde_json::from_str(body).unwrap_or_default();
                *answer.response = Response::json_with(200, &body);
            }
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let tokens = sacrificed(session).await?;
    let Some(refresh_token) = &tokens.grant.refresh_token else {
        return Err(inapplicable("the server issues no refresh token"));
    };
    let token = &tokens.grant.access_token;
    works(session, token).await?;
    revoke(session, &tokens.registered, refresh_token).await?;
    is_unauthorized(session, token, "for the access token of a refresh token that was revoked").await
}
