use super::{Asked, in_time};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "oauth-endpoints-answer-in-time",
    title: "metadata, registration and token endpoint answer well before the client stops waiting",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Degrades },
    asked_by: EachClient,
    needs: Registration,
    why: "Claude Web waits ten seconds each for discovery, registration and tokens (documented), Claude Code thirty for a whole \
          command (recorded). An answer that comes later comes to nobody: the person has approved, and the client \
          says that it could not connect.",
    fix: "Serve metadata from memory. Where a proxy asks an identity provider behind it for each registration or token, \
          keep its metadata and keys cached, and its connections open.",
    fault: Fault::at(&[Endpoint::Token]).late(8_500),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    in_time(session, Asked::SignIn).await
}
