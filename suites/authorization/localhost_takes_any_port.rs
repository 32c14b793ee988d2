use crate::{prelude::*, steps::OTHER_PORT, violation::takes_any_port};

pub(super) const CHECK: Check = Check {
    id: "localhost-takes-any-port",
    title: "a client that registered a callback on `localhost` may come back at any port of it",
    level: Must,
    spec: &[RFC9700.must("4.1.3")],
    impact: Impact { web: Harmless, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Registration,
    why: "Claude Code's metadata document lists `http://localhost/callback`, and each sign-in names a port (many \
          reports). A client that registered comes back at another port when its own is taken. Servers that \
          follow RFC 8252 to the letter let the port float for 127.0.0.1 only.",
    fix: "Leave the port out of the comparison for `http` redirect URIs on `localhost` as on 127.0.0.1. FastMCP and \
          better-auth (1.7.1) have mended it; Fosite does it for addresses only.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        let redirect_uri = answer.request.query("redirect_uri").unwrap_or_default();
        if redirect_uri == format!("http://localhost:{OTHER_PORT}/callback") {
            *answer.response = Response::html_with(400, "<p>the redirect URI is not registered");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    takes_any_port(session, "localhost").await
}
