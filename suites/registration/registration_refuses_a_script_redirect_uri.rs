use super::{echo_redirect_uris, overlook, refuses};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "registration-refuses-a-script-redirect-uri",
    title: "a client with a `javascript:`, `data:` or `file:` redirect URI is not registered",
    level: Must,
    spec: &[RFC7591.must("5")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Anyone may register, so anyone can have the consent page end in a script of theirs, which then runs with \
          the session of whoever approves.",
    fix: "Accept `https` URIs, `http` on a loopback host, and private-use schemes with a period; refuse the rest \
          with `invalid_redirect_uri`.",
    fault: Fault::at(&[Endpoint::Registration])
        .request(|asked| overlook(asked.request, "javascript:"))
        .response(echo_redirect_uris),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    for redirect_uri in ["javascript:alert(1)", "data:text/html,callback", "file:///callback"] {
        refuses(session, redirect_uri).await?;
    }
    Ok(())
}
