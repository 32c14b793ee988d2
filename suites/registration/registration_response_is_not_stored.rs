use super::accepted_with_secret;
use crate::{caching::ensure_not_stored, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "registration-response-is-not-stored",
    title: "a registration response with a secret is marked `Cache-Control: no-store`",
    level: Must,
    spec: &[OAUTH_2_1.must("3.2.3")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "A proxy or gateway that keeps the response keeps the client's secret with it.",
    fix: "Send `Cache-Control: no-store` with every response that carries a secret or a token.",
    fault: Fault::at(&[Endpoint::Registration])
        .response(|answer| answer.response.headers.remove("cache-control")),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, _) = accepted_with_secret(session).await?;
    ensure_not_stored(&exchange)
}
