use super::{redirect_errors, stays};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "unknown-client-is-not-redirected",
    title: "an authorization request of an unknown client does not send the browser to its redirect URI",
    level: Must,
    spec: &[RFC6749.must("4.1.2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Nobody vouches for the redirect URI of a client that is not registered: the authorization server becomes a \
          way to send people from a trusted address to any other.",
    fix: "Look up the client first and show an error page where there is none; redirect errors only to a redirect \
          URI that is registered.",
    fault: Fault::at(&[Endpoint::Registration, Endpoint::Authorization])
        .response(|answer| redirect_errors(answer, |known| !known)),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    stays(session, Some("00000000-0000-4000-8000-000000000000")).await
}
