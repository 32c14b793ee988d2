use super::at_callback;
use crate::{json::answer, oauth::token::Grant, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "second-sign-in-succeeds",
    title: "a client that is connected already can be signed in once more",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "Users sign in again with the client that they have: after tokens were lost, for a second device, with the \
          button that reconnects. A server that keeps one grant a client, or that forgets what it registered, connects \
          once and never again (users' reports).",
    fix: "Keep a registered client as long as it is used, give each approval a grant of its own, and let a new one stand \
          beside the old.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        let redeemed = answer.request.form_field("code").filter(|_| answer.response.is_success());
        let client = answer.request.form_field("client_id").filter(|_| redeemed.is_some());
        if client.is_some_and(|client| answer.memory.insert(client, Value::Bool(true)).is_some()) {
            *answer.response = Response::json_with(400, &json!({ "error": "invalid_grant" }));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// The first sign-in is that of the run.
async fn judge(session: &dyn Session) -> Judgement {
    let tokens = session.tokens().await?;
    if tokens.exchange.is_none() {
        return Err(Obstacle::control("the tokens were given by the user, no code was redeemed").into());
    }
    let client = &tokens.registered;
    let request = session.authorization_request(client).await?;
    let approval = match session.approve(request).await {
        Err(Obstacle::Step { step: "authorization", reason }) => {
            return Err(Finding::new("an approval, as at the first sign-in", reason).into());
        }
        approval => approval?,
    };
    if approval.code().is_err() {
        let error = approval.callback.parameter("error").unwrap_or("none");
        let observed = format!("no `code`, and the error `{error}`");
        return Err(
            at_callback(Finding::new("a `code`, as at the first sign-in", observed), &approval).into()
        );
    }
    let exchange = session.send(session.redemption(client, &approval).await?).await?;
    let grant = exchange.response.json().and_then(|body| Grant::from_json(&body));
    let Some(grant) = grant.filter(|_| exchange.response.is_success()) else {
        let finding = Finding::new("tokens, as at the first sign-in", answer(&exchange));
        return Err(finding.at_status(&exchange).into());
    };
    let first = session.settle(session.authorized_request(tokens.grant.access_token.reveal())).await?;
    if first.response.status == 401 {
        return Err(Obstacle::control("the token of the first sign-in does not open the endpoint").into());
    }
    let opened = session.send(session.authorized_request(grant.access_token.reveal())).await?;
    ensure(opened.response.status != 401, || {
        Finding::new("an access token that opens the endpoint, as at the first sign-in", answer(&opened))
            .at_status(&opened)
    })
}
