use super::session_opened;
use crate::{prelude::*, steps::list_tools};

pub(super) const CHECK: Check = Check {
    id: "session-holds-on-every-request",
    title: "each request of a session finds the session",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Tokens,
    why: "Where sessions live in the memory of one process, a request that reaches another finds none. Claude Web \
          sends its requests from several machines, so that its user has tools at one moment and an error at the \
          next, or is never connected (users' threads: one of the commonest failures behind a load balancer, on \
          serverless platforms, and with more than one worker).",
    fix: "Do without sessions: `sessionIdGenerator: undefined` in the SDK for TypeScript, `stateless_http=True` in \
          that for Python and in FastMCP. Otherwise keep sessions in a store that all processes share, or let the \
          load balancer send a session to one process by `Mcp-Session-Id`.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.body.contains("\"once-more-3\"") {
            *answer.response = Response { status: 404, ..Response::default() };
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// So many requests meet more than one process, where there are two that take turns.
const REQUESTS: usize = 5;

async fn judge(session: &dyn Session) -> Judgement {
    let (opening, _) = session_opened(session).await?;
    session.accepted_list().await?;
    for number in 1..=REQUESTS {
        let message = list_tools(format!("once-more-{number}"));
        let exchange = session.send(session.message(&opening, &message)).await?;
        ensure(!matches!(exchange.response.status, 400 | 404), || {
            let observed = format!("status {} to request {number} of {REQUESTS}", exchange.response.status);
            Finding::new("the answer that `tools/list` got in this session before", observed)
                .at_status(&exchange)
        })?;
    }
    Ok(())
}
