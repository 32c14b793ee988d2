use super::{accepts, refuse};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "registration-accepts-the-claude-com-callback",
    title: "a client with the callback on claude.com is registered like one with that on claude.ai",
    level: Interop,
    spec: &[],
    impact: Impact { web: Degrades, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Claude Web sends `https://claude.ai/api/mcp/auth_callback` today; its help pages ask servers to allow the \
          one on claude.com too (documented), to which it may move.",
    fix: "Allow `https://claude.ai/api/mcp/auth_callback` and `https://claude.com/api/mcp/auth_callback`.",
    fault: Fault::at(&[Endpoint::Registration])
        .response(|answer| refuse(answer, "https://claude.com/", "invalid_redirect_uri")),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    accepts(session, "https://claude.com/api/mcp/auth_callback", "https://claude.ai/api/mcp/auth_callback")
        .await
}
