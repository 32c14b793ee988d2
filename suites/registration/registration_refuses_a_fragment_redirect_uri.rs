use super::{echo_redirect_uris, overlook, refuses};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "registration-refuses-a-fragment-redirect-uri",
    title: "a client whose redirect URI is relative or has a fragment is not registered",
    level: Must,
    spec: &[RFC6749.must("3.1.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Behind a fragment the code never leaves the browser, and a relative URI leads to a page of the \
          authorization server itself. The Claude clients register neither.",
    fix: "Parse each redirect URI as an absolute URL, and refuse one with a `#` or without a scheme, with \
          `invalid_redirect_uri`.",
    fault: Fault::at(&[Endpoint::Registration])
        .request(|asked| overlook(asked.request, FRAGMENT))
        .response(echo_redirect_uris),
    judge: |session| Box::pin(judge(session)),
};

const FRAGMENT: &str = "https://client.example/callback#fragment";

async fn judge(session: &dyn Session) -> Judgement {
    refuses(session, FRAGMENT).await?;
    refuses(session, "/claude-conformance/callback").await
}
