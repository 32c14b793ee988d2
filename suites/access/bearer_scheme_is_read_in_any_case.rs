use super::accepted;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "bearer-scheme-is-read-in-any-case",
    title: "`bearer` is as good as `Bearer` in front of the access token",
    level: Must,
    spec: &[RFC9110.must("11.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "The Claude clients write `Bearer`. Other clients repeat the `token_type` of the token response, which many \
          servers write in lower case, and are refused with a token that is good.",
    fix: "Compare the scheme without regard to case.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer
            .request
            .headers
            .first("authorization")
            .is_some_and(|field| field.starts_with("bearer "))
        {
            *answer.response = Response::json_with(401, &json!({ "error": "invalid_request" }));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (tokens, control) = accepted(session).await?;
    let field = format!("bearer {}", tokens.grant.access_token.reveal());
    let exchange = session.send(control.with("Authorization", field)).await?;
    ensure(!matches!(exchange.response.status, 400 | 401 | 403), || {
        Finding::new("the token is accepted", exchange.summary()).at_status(&exchange)
    })
}
