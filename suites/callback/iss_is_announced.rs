use super::approval;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "iss-is-announced",
    title: "a server that sends `iss` says so in its metadata",
    level: Must,
    spec: &[RFC9207.must("2.3").since(V2026_07_28)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "A client cannot insist on a parameter that nobody announced: whoever mixes up two authorization servers \
          leaves it out, and the protection is lost.",
    fix: "Set `authorization_response_iss_parameter_supported` to true in the authorization server metadata.",
    fault: Fault::at(&[Endpoint::ServerMetadata])
        .response(|answer| answer.remove_member("authorization_response_iss_parameter_supported")),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let approval = approval(session).await?;
    if approval.callback.parameter("iss").is_none() {
        return Err(inapplicable("the authorization response carries no `iss`"));
    }
    let metadata = session.server_metadata().await?;
    ensure(super::announces_iss(&metadata), || {
        let expected = "`authorization_response_iss_parameter_supported` as true, since `iss` was sent";
        Finding::new(expected, "no such announcement").at_body(&metadata.exchange, "")
    })
}
