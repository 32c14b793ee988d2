use super::set_parameter;
use crate::{prelude::*, query, violation::error_redirect};

pub(super) const CHECK: Check = Check {
    id: "error-redirect-names-the-issuer",
    title: "a server that announces `iss` sends it with errors, too",
    level: Must,
    spec: &[RFC9207.must("2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "The announcement tells clients to refuse an answer without the parameter: a person who declined, or whose \
          request failed, reads of a mismatch of issuers instead of the reason. How the Claude clients treat such an \
          error is not known.",
    fix: "Send `iss` with each redirect to the client, errors included, or take \
          `authorization_response_iss_parameter_supported` out of the metadata.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| set_parameter(answer, "iss", None)),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let metadata = session.server_metadata().await?;
    if !super::announces_iss(&metadata) {
        return Err(inapplicable("the metadata does not announce `iss`"));
    }
    let (exchange, target) = error_redirect(session).await?;
    let issuer = metadata.text("issuer").unwrap_or_default();
    let iss = query::value(&target, "iss");
    ensure(iss.as_deref() == Some(issuer), || {
        let observed = iss.map_or("no such parameter".into(), |iss| format!("`{iss}`"));
        let finding = Finding::new(format!("the parameter `iss` with `{issuer}`"), observed);
        finding.at_header(&exchange, "location")
    })
}
