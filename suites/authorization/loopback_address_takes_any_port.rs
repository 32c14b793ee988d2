use crate::{prelude::*, steps::OTHER_PORT, violation::takes_any_port};

pub(super) const CHECK: Check = Check {
    id: "loopback-address-takes-any-port",
    title: "a client that registered a callback on 127.0.0.1 may come back at any port of it",
    level: Must,
    spec: &[RFC8252.must("7.3"), RFC9700.must("2.1")],
    impact: Impact { web: Harmless, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Registration,
    why: "A program on the user's machine listens where a port is free, and learns that after it registered. The next \
          sign-in at another port ends on an error page. Claude Code has asked for `127.0.0.1` (release 2.1.229, \
          recorded), and mcp-remote does with `--host`.",
    fix: "Leave the port out of the comparison for `http` redirect URIs on 127.0.0.1 and [::1].",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        let redirect_uri = answer.request.query("redirect_uri").unwrap_or_default();
        if redirect_uri == format!("http://127.0.0.1:{OTHER_PORT}/callback") {
            *answer.response = Response::html_with(400, "<p>the redirect URI is not registered");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    takes_any_port(session, "127.0.0.1").await
}
