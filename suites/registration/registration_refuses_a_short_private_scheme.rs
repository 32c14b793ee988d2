use super::{echo_redirect_uris, overlook, refuses};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "registration-refuses-a-short-private-scheme",
    title: "a client with a private-use scheme that has no period is not registered",
    level: Should,
    spec: &[OAUTH_2_1.should("2.3.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Any app on the device can claim a short scheme and take the codes that were meant for another; a reversed \
          domain name at least says whose it is. The Claude clients come back by `https` or to the own machine.",
    fix: "Refuse schemes without a period with `invalid_redirect_uri`. If an editor that your users have comes back \
          by a scheme of its own, allow that one by name.",
    fault: Fault::at(&[Endpoint::Registration])
        .request(|asked| overlook(asked.request, "claudeconformance:"))
        .response(echo_redirect_uris),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    refuses(session, "claudeconformance://callback").await
}
