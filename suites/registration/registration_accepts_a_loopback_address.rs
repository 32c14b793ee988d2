use super::{accepts, refuse};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "registration-accepts-a-loopback-address",
    title: "a client with a callback on 127.0.0.1 is registered like one on localhost",
    level: Interop,
    spec: &[],
    impact: Impact { web: Harmless, code: Degrades, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Claude Code 2.1.330 listens on `localhost`; release 2.1.229 asked for `127.0.0.1` (recorded), and \
          mcp-remote does when it is started with `--host`. Users of these cannot register.",
    fix: "Allow `http://127.0.0.1` beside `http://localhost`, on any port and path.",
    fault: Fault::at(&[Endpoint::Registration])
        .response(|answer| refuse(answer, "http://127.0.0.1", "invalid_redirect_uri")),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    accepts(session, "http://127.0.0.1:49152/oauth/callback", "http://localhost:49152/oauth/callback").await
}
