use super::{offered, opening_with, revocation, stranger, works};
use crate::{json::answer, prelude::*, spec::RFC7009};

pub(super) const CHECK: Check = Check {
    id: "revocation-is-for-the-own-tokens",
    title: "a client cannot revoke the token of another",
    level: Must,
    spec: &[RFC7009.must("2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Sacrifices(1),
    why: "Anyone may register, so whoever finds a token in a log could end the connection of somebody else with it.",
    fix: "Compare the client that authenticated with the one that the token was issued to, and revoke nothing where \
          they differ.",
    fault: Fault::at(&[Endpoint::Mcp, Endpoint::Revocation])
        .request(|asked| {
            let shown =
                asked.request.headers.first("authorization").map(|value| value.replace("Bearer ", ""));
            if shown.is_some_and(|token| asked.memory.contains_key(&token)) {
                asked.request.headers.remove("authorization");
            }
        })
        .response(|answer| {
            let Some(token) = answer.request.form_field("token") else { return };
            if answer.response.status == 400 {
                answer.memory.insert(token, Value::Null);
                *answer.response = Response { status: 200, ..Response::default() };
            }
        }),
    judge: |session| Box::pin(judge(session)),
};

/// The tokens are those of a client that no other check has: a server may end all grants of a client at once.
async fn judge(session: &dyn Session) -> Judgement {
    offered(session, "revocation_endpoint").await?;
    let owner = stranger(session).await?;
    let other = session.registration().await?;
    if owner.credentials.client_id == other.credentials.client_id {
        return Err(Obstacle::unknown("the server gives all clients the same identifier").into());
    }
    let tokens = session.tokens_for(&owner).await?;
    let token = &tokens.grant.access_token;
    works(session, token).await?;
    let request = revocation(session, &other.credentials, &[("token", token.reveal())]).await?;
    let revoked = session.send(request).await?;
    let exchange = opening_with(session, token).await?;
    ensure(exchange.response.status != 401, || {
        let observed = format!("{}, and after it 401 for the token", answer(&revoked));
        Finding::new("a token that works on", observed).at_status(&revoked)
    })
}
