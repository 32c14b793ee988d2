use std::sync::Arc;

use super::set_pending;
use crate::{
    consent::asked,
    json::answer,
    prelude::*,
    proof_key::redeemed,
    session::{Approval, Consent, Registered},
    steps::back,
};

pub(super) const CHECK: Check = Check {
    id: "parallel-sign-ins-both-complete",
    title: "two sign-ins that are open in one browser both end with tokens",
    level: Interop,
    spec: &[],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Approvals(2),
    why: "Desktop apps start a server's process twice, and each opens a sign-in in the same browser. Where one cookie \
          holds the request that is pending, the first approval gets the state and the challenge of the second, and \
          its code is refused (users' reports).",
    fix: "Keep the pending request under a key that stands in the form of its own page, not in one cookie for the \
          browser.",
    fault: Fault::at(&[Endpoint::Authorization, Endpoint::Consent]).response(set_pending),
    judge: |session| Box::pin(judge(session)),
};

/// The second page is opened before the first is approved. That one sign-in ends with tokens is the control.
async fn judge(session: &dyn Session) -> Judgement {
    session.tokens().await?;
    let client = session.applicant().await?;
    let client = &client;
    let first = asked(session, session.authorization_request(client).await?, Vec::new()).await?;
    let second = session.authorization_request(client).await?;
    let second = asked(session, second, first.exchanges.clone()).await?;
    let mut seen = [&first.exchanges[..], &second.exchanges].concat();
    complete(session, client, (&first, &second), &mut seen).await?;
    complete(session, client, (&second, &first), &mut seen).await
}

/// Approves one of two, and redeems what comes back.
async fn complete(
    session: &dyn Session,
    client: &Registered,
    (consent, other): (&Consent, &Consent),
    seen: &mut Vec<Arc<Exchange>>,
) -> Judgement {
    let exchanges = session.browse(consent.approve.clone(), seen, &consent.request).await?;
    let Some(last) = exchanges.last().cloned() else { return Ok(()) };
    let request = consent.request.clone();
    seen.extend(exchanges.clone());
    let finding =
        |observed: String| Finding::new("each of two sign-ins to end with tokens", observed).at_status(&last);
    let Some(callback) = back(&last, &request) else {
        if last.response.is_success() || last.redirect().is_some() {
            return Err(Obstacle::unknown("one approval does not lead back to the client").into());
        }
        return Err(finding(answer(&last)).into());
    };
    ensure(callback.parameter("state") != Some(&other.request.state), || {
        finding("the `state` of the other".into())
    })?;
    let approval = Approval { request, callback, exchanges };
    if approval.code().is_err() {
        return Err(finding("no `code`".into()).into());
    }
    ensure(redeemed(session, client, &approval).await?, || {
        finding("a code that its verifier does not fit".into())
    })
}
