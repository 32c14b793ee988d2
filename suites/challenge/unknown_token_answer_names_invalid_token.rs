use crate::{prelude::*, steps::contact::challenges_of};

pub(super) const CHECK: Check = Check {
    id: "unknown-token-answer-names-invalid-token",
    title: "the challenge says `error=\"invalid_token\"` to a token that nobody issued",
    level: Should,
    spec: &[RFC6750.should("3")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "The code tells a dead token from a missing one. The Claude clients act on the status alone; whoever reads a \
          log, and stricter clients, need the code.",
    fix: "Add `error=\"invalid_token\"` to the challenge where a token was sent and not accepted.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        super::edit_challenge(answer, |challenge| {
            challenge.parameters.retain(|(name, _)| !name.starts_with("error"));
        });
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    super::refusal(session).await?;
    let exchange = session.unknown_token().await?;
    let challenges = challenges_of(&exchange);
    let bearer = challenges.iter().find(|challenge| challenge.is_bearer());
    let Some(bearer) = bearer.filter(|_| exchange.response.status == 401) else {
        return Err(Obstacle::step("the challenge to an unknown token", exchange.summary()).into());
    };
    ensure(bearer.parameter("error") == Some("invalid_token"), || {
        let observed = bearer.parameter("error").map_or("no `error`".into(), |error| format!("`{error}`"));
        Finding::new("`error=\"invalid_token\"`", observed).at_header(&exchange, "www-authenticate")
    })
}
