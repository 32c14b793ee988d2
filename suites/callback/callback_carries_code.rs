use super::{approval, at_callback, set_parameter};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "callback-carries-code",
    title: "an approved request comes back with a code",
    level: Must,
    spec: &[RFC6749.must("4.1.2")],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: EachClient,
    needs: Tokens,
    why: "Without a code there is nothing to redeem. Claude Code and mcp-remote show the `error` that came instead \
          (recorded); Claude Web was seen to say `code: Field required` (a user's log).",
    fix: "Send `code` in the query of the redirect. An `error` in its place says what the server does not like about \
          the client's request, mostly a scope that it advertises and then refuses, or the `resource`.",
    fault: Fault::at(&[Endpoint::Consent]).response(|answer| set_parameter(answer, "code", None)),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let approval = approval(session).await?;
    let error = approval.callback.parameter("error");
    if error == Some("access_denied") {
        return Err(Obstacle::step("the approval", "the server says that the person declined").into());
    }
    ensure(approval.callback.parameter("code").is_some_and(|code| !code.is_empty()), || {
        let observed = error.map_or("no `code`".to_owned(), |error| format!("the error `{error}`"));
        at_callback(Finding::new("a `code`", observed), &approval)
    })
}
