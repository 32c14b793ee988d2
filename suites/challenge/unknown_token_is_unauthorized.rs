use crate::{prelude::*, steps::contact::challenges_of};

pub(super) const CHECK: Check = Check {
    id: "unknown-token-is-unauthorized",
    title: "a token that nobody issued is answered with status 401 and a Bearer challenge",
    level: Must,
    spec: &[MCP.must("basic/authorization#token-handling"), RFC6750.must("3")],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Nothing,
    why: "Each client refreshes, or signs in again, on a 401 (documented, recorded). With another status an expired or \
          revoked token is the end of the connection: a 403 or 500 is passed on as the tool's error, and a user has to \
          remove the server and add it again.",
    fix: "Answer 401 with the same challenge as without a token, and `error=\"invalid_token\"`. Let a token that cannot \
          be parsed, or a validation library that throws, end there too: not in a 500, and not in a 403, which means \
          that a valid token lacks a scope.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        let field = answer.request.headers.first("authorization").unwrap_or_default();
        if field.starts_with("Bearer ") && answer.response.status == 401 {
            answer.response.status = 403;
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    super::refusal(session).await?;
    let exchange = session.unknown_token().await?;
    ensure(exchange.response.status == 401, || {
        Finding::new("status 401", exchange.summary()).at_status(&exchange)
    })?;
    session.challenge().await?;
    ensure(challenges_of(&exchange).iter().any(challenge::Challenge::is_bearer), || {
        Finding::new("a Bearer challenge", "none").at_header(&exchange, "www-authenticate")
    })
}
