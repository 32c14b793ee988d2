use std::sync::Arc;

use super::{is_refresh, public_client};
use crate::{json::answer, prelude::*, steps::grants::granted};

pub(super) const CHECK: Check = Check {
    id: "refresh-survives-a-lost-answer",
    title: "a refresh token that was just replaced does not end the connection when it comes again at once",
    level: May,
    spec: &[OAUTH_2_1.may("4.3.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Sacrifices(1),
    why: "Claude refreshes from several machines, Claude Code from several processes, and answers get lost. Where the \
          second use of a token ends all that was granted, the user then has to sign in again for no reason that \
          anybody sees (users' reports). OAuth 2.1 allows to be so strict, and a connection works until that happens: \
          so this is a piece of advice, which fails nothing.",
    fix: "Let a replaced refresh token work for some seconds more. Auth0 calls it `Rotation Overlap Period`, Okta the \
          grace period for token rotation, Cognito `RetryGracePeriodSeconds`, the reference server `refresh-grace`.",
    fault: Fault::at(&[Endpoint::Token])
        .request(|asked| {
            let token = asked.request.form_field("refresh_token").unwrap_or_default();
            let successor = asked.memory.get(&token).cloned();
            if let Some(successor) = successor {
                // What came of the token dies with it.
                asked.memory.insert(successor.as_str().unwrap_or_default().to_owned(), json!(""));
                asked.request.set_form_field("refresh_token", Some("replayed"));
            }
        })
        .response(|answer| {
            let body = answer.response.json().unwrap_or_default();
            if let Some(token) = answer.request.form_field("refresh_token").filter(|_| is_refresh(answer))
                && answer.response.is_success()
            {
                answer.memory.insert(token, body["refresh_token"].clone());
            }
        }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let client = match public_client(session).await {
        Ok(client) => client,
        Err(_) => Arc::clone(&session.tokens().await?.registered),
    };
    let replayed = session.replayed_refresh(&client).await?;
    let Some(successor) = replayed.successor else { return Ok(()) };
    ensure(granted(&successor).is_some(), || {
        let observed =
            format!("the old one got {}, its successor {}", answer(&replayed.again), answer(&successor));
        Finding::new("tokens for the old refresh token, or for its successor", observed)
            .at_status(&replayed.again)
    })
}
