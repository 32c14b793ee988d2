use super::{redirect_errors, stays};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "unregistered-redirect-uri-is-not-redirected",
    title: "an authorization request does not send the browser to a redirect URI that its client did not register",
    level: Must,
    spec: &[RFC6749.must("4.1.2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Whoever can choose the redirect URI of a known client gets the codes that its users approve.",
    fix: "Compare the redirect URI with those that the client registered, as a string, ports on the loopback \
          interface excepted, before anything is redirected; show an error page otherwise.",
    fault: Fault::at(&[Endpoint::Registration, Endpoint::Authorization])
        .response(|answer| redirect_errors(answer, |known| known)),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    stays(session, None).await
}
