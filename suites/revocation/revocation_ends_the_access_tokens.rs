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
    fault: Fault::at(&[Endpoint::Mcp, Endpoint::Token, Endpoint::Revocation]).response(|answer| {
        let body = answer.response.json().unwrap_or_default();
        let shown = answer.request.headers.first("authorization").unwrap_or_default().to_owned();
        if let (Some(access), Some(refresh)) = (body["access_token"].as_str(), body["refresh_token"].as_str())
        {
            answer.memory.insert(refresh.to_owned(), json!(format!("Bearer {access}")));
        } else if let Some(token) = answer.request.form_field("token") {
            if let Some(access) = answer.memory.get(&token).and_then(Value::as_str).map(str::to_owned) {
                answer.memory.insert(format!("ended {access}"), Value::Null);
            }
        } else if answer.endpoint == Endpoint::Mcp && answer.response.is_success() {
            answer.memory.insert(shown, body);
        } else if answer.memory.contains_key(&format!("ended {shown}"))
            && let Some(before) = answer.memory.get(&shown)
        {
            *answer.response = Response::json_with(200, before);
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
