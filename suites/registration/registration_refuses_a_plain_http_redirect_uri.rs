use super::{echo_redirect_uris, overlook, refuses};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "registration-refuses-a-plain-http-redirect-uri",
    title: "a client with an unencrypted redirect URI outside the own machine is not registered",
    level: Must,
    spec: &[RFC7591.must("5"), RFC9700.must("2.6")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "The authorization code would cross the network in the clear. The Claude clients use `https` or the \
          loopback interface.",
    fix: "Accept `http` for `localhost`, `127.0.0.1` and `[::1]` only, and refuse other hosts with \
          `invalid_redirect_uri`.",
    fault: Fault::at(&[Endpoint::Registration])
        .request(|asked| overlook(asked.request, "http://attacker.example/"))
        .response(echo_redirect_uris),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    refuses(session, "http://attacker.example/callback").await
}
