use super::{approval, at_callback, set_parameter};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "callback-names-the-issuer",
    title: "a server that announces `iss` sends it with the authorization response",
    level: Must,
    spec: &[RFC9207.must("2")],
    impact: Impact { web: Harmless, code: Breaks, mcp_remote: Breaks },
    asked_by: EachClient,
    needs: Tokens,
    why: "Claude Code and mcp-remote stop after the consent with `Issuer mismatch in authorization response (RFC \
          9207)` (recorded): the announcement tells them to expect the parameter.",
    fix: "Send `iss` with each redirect to the client, errors included, or take \
          `authorization_response_iss_parameter_supported` out of the metadata.",
    fault: Fault::at(&[Endpoint::Consent]).response(|answer| set_parameter(answer, "iss", None)),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let metadata = session.server_metadata().await?;
    if metadata.json["authorization_response_iss_parameter_supported"] != true {
        return Err(inapplicable("the metadata does not announce `iss`"));
    }
    let approval = approval(session).await?;
    ensure(approval.callback.parameter("iss").is_some(), || {
        at_callback(Finding::new("the parameter `iss`", "no such parameter"), &approval)
    })
}
