use super::{approval, at_callback, set_parameter};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "callback-carries-iss",
    title: "an authorization response names its issuer",
    level: Should,
    spec: &[MCP.should("basic/authorization#authorization-response-validation").since(V2026_07_28)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "A client that speaks with several authorization servers, as an MCP client does, tells by `iss` which of them \
          answered, so that none gets the code of another. A later revision of MCP is to demand it.",
    fix: "Add `iss` with the `issuer` of the metadata to each redirect to the client, and \
          `\"authorization_response_iss_parameter_supported\": true` to the metadata.",
    fault: Fault::at(&[Endpoint::ServerMetadata, Endpoint::Consent]).response(|answer| {
        answer.remove_member("authorization_response_iss_parameter_supported");
        set_parameter(answer, "iss", None);
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    if super::announces_iss(&session.server_metadata().await?) {
        return Err(inapplicable("the metadata announces `iss`: `callback-names-the-issuer` judges it"));
    }
    let approval = approval(session).await?;
    ensure(approval.callback.parameter("iss").is_some(), || {
        at_callback(Finding::new("the parameter `iss`", "no such parameter"), &approval)
    })
}
