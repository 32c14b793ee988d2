use super::set_parameter;
use crate::{prelude::*, query, violation::error_redirect};

pub(super) const CHECK: Check = Check {
    id: "error-redirect-carries-iss",
    title: "an error that goes back to the client names its issuer",
    level: Should,
    spec: &[MCP.should("basic/authorization#authorization-response-validation").since(V2026_07_28)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "A client that compares `iss` cannot tell the error of its own authorization server from one that another \
          server slipped in, and shows a person the wrong reason.",
    fix: "Add `iss` to error redirects as to those with a code, best in the one place that builds both.",
    fault: Fault::at(&[Endpoint::ServerMetadata, Endpoint::Authorization]).response(|answer| {
        answer.remove_member("authorization_response_iss_parameter_supported");
        set_parameter(answer, "iss", None);
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    if super::announces_iss(&session.server_metadata().await?) {
        return Err(inapplicable(
            "the metadata announces `iss`: `error-redirect-names-the-issuer` judges it",
        ));
    }
    let codes = session.walk().await.approval.clone();
    if codes.is_some_and(|approval| approval.callback.parameter("iss").is_none()) {
        return Err(inapplicable("no answer carries `iss`: `callback-carries-iss` says so"));
    }
    let (exchange, target) = error_redirect(session).await?;
    ensure(query::value(&target, "iss").is_some(), || {
        Finding::new("the parameter `iss`", "no such parameter").at_header(&exchange, "location")
    })
}
