use super::{approval, at_callback, set_parameter};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "callback-returns-state-unchanged",
    title: "the client's `state` comes back as it was sent",
    level: Must,
    spec: &[RFC6749.must("4.1.2")],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: EachClient,
    needs: Tokens,
    why: "The client finds its pending sign-in by `state`. Claude Web says `state: Field required` where it is \
          missing (a user's log); Claude Code answers the browser with `Invalid state parameter` and waits on, \
          mcp-remote refuses the exchange (both recorded).",
    fix: "Keep `state` through login and consent, byte for byte, and encode it once. It is often lost where the \
          login page forgets the query that it was opened with.",
    fault: Fault::at(&[Endpoint::Consent])
        .response(|answer| set_parameter(answer, "state", Some("altered-on-the-way"))),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let approval = approval(session).await?;
    let state = approval.callback.parameter("state");
    ensure(state == Some(approval.request.state.as_str()), || {
        let observed = if state.is_some() { "another `state`" } else { "no `state`" };
        at_callback(Finding::new("the `state` of the request", observed), &approval)
    })
}
