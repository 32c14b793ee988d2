use super::{Asked, in_time};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "first-answer-comes-in-time",
    title: "the MCP endpoint answers each message well before the client stops waiting",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Degrades },
    asked_by: EachClient,
    needs: Tokens,
    why: "Claude Web waits ten seconds for the first answer with a token (its staff), and then shows an error behind a \
          sign-in that went well; Claude Code gives up after thirty (recorded). A server that has to be started first, a \
          cold one, is over that while it answers at once ever after, so that nobody who looks sees it. It is judged as \
          it was found: to see a cold start, run the test after a quarter of an hour of silence.",
    fix: "Keep an instance warm (Cloud Run: `min-instances` 1; AWS Lambda: provisioned concurrency), and connect to databases \
          and services behind when a tool is called, not before `initialize` is answered.",
    fault: Fault::at(&[Endpoint::Mcp]).late(8_500),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    in_time(session, Asked::Messages).await
}
