use super::{edit_grant, response};
use crate::{caching::ensure_not_stored, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "token-response-is-not-stored",
    title: "a token response is marked `Cache-Control: no-store`",
    level: Must,
    spec: &[RFC6749.must("5.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "A proxy or gateway that keeps the response keeps the tokens with it.",
    fix: "Send `Cache-Control: no-store` with every token response.",
    fault: Fault::at(&[Endpoint::Token])
        .response(|answer| edit_grant(answer, |answer| answer.response.headers.remove("cache-control"))),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, _) = response(session).await?;
    ensure_not_stored(&exchange)
}
