use super::{confuse_managers, learn_manager, reads};
use crate::{json::answer, prelude::*, spec::RFC7592};

pub(super) const CHECK: Check = Check {
    id: "management-token-fits-one-client",
    title: "the token of one registration does not open another",
    level: Must,
    spec: &[RFC7592.must("2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Anyone can register and so has such a token; where it fits every client, anyone can change the redirect \
          URIs of all of them, and so collect their codes.",
    fix: "Bind each `registration_access_token` to its client, and compare that client with the one in the path.",
    fault: Fault::at(&[Endpoint::Registration, Endpoint::ClientConfiguration])
        .request(|asked| confuse_managers(asked, |_, known| known))
        .response(learn_manager),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let reads = reads(session).await?;
    if !reads.own.response.is_success() {
        return Err(Obstacle::control(format!("a read with the own token: {}", answer(&reads.own))).into());
    }
    let Some(exchange) = &reads.foreign else {
        return Err(Obstacle::unknown("there is no second registration with a token").into());
    };
    ensure(!exchange.response.is_success(), || {
        let observed = format!("{} with the token of another client", answer(exchange));
        Finding::new("status 401", observed).at_status(exchange)
    })
}
