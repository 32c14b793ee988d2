use super::accepted;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "registration-answers-created",
    title: "a successful registration is answered with status 201",
    level: Must,
    spec: &[RFC7591.must("3.2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "No Claude client minds status 200: Claude Code and mcp-remote connect (recorded), and a server that \
          changed it saw no difference with Claude Web (a user's log). Other clients may read the status strictly.",
    fix: "Answer with 201 Created.",
    fault: Fault::at(&[Endpoint::Registration]).response(|answer| {
        if answer.response.is_success() {
            answer.response.status = 200;
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = accepted(session).await?;
    ensure(exchange.response.status == 201, || {
        Finding::new("status 201", exchange.summary()).at_status(&exchange)
    })
}
