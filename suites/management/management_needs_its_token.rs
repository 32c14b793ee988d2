use super::{confuse_managers, learn_manager, reads};
use crate::{json::answer, prelude::*, spec::RFC7592};

pub(super) const CHECK: Check = Check {
    id: "management-needs-its-token",
    title: "a registration is read with its own token only",
    level: Must,
    spec: &[RFC7592.must("2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "The answer holds the client's secret as a rule, and identifiers of clients are no secret: they stand in \
          every authorization URL.",
    fix: "Demand the `registration_access_token` of this very client as a Bearer token, and answer with 401 \
          otherwise, also where there is no such client.",
    fault: Fault::at(&[Endpoint::Registration, Endpoint::ClientConfiguration])
        .request(|asked| confuse_managers(asked, |shown, _| !shown))
        .response(learn_manager),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let reads = reads(session).await?;
    if !reads.own.response.is_success() {
        return Err(Obstacle::control(format!("a read with the own token: {}", answer(&reads.own))).into());
    }
    for (exchange, token) in [(&reads.anonymous, "without a token"), (&reads.unknown, "with a wrong token")] {
        ensure(!exchange.response.is_success(), || {
            let observed = format!("{} {token}", answer(exchange));
            Finding::new("status 401", observed).at_status(exchange)
        })?;
    }
    Ok(())
}
