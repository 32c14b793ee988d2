use crate::{prelude::*, steps::first_document};

pub(super) const CHECK: Check = Check {
    id: "oauth-metadata-is-published",
    title: "the authorization server publishes OAuth metadata at the location of RFC 8414, not only an OpenID document",
    level: Must,
    spec: &[
        MCP.must("basic/authorization#overview").since(V2025_06_18).until(V2025_06_18),
        RFC8414.must("3").since(V2025_06_18).until(V2025_06_18),
    ],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "A client of revision 2025-06-18 need not look for `openid-configuration`; later revisions take either. The \
          Claude clients look at both.",
    fix: "Serve the same document at `/.well-known/oauth-authorization-server`, followed by the path of the issuer \
          where it has one.",
    fault: Fault::at(&[Endpoint::ServerMetadata]).response(|answer| super::only_openid(answer, 404, |_| {})),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let location = well_known::inserted(&session.issuer().await?, well_known::SERVER);
    let answers = session.metadata_answers(location.clone()).await?;
    ensure(first_document(&answers).is_some(), || {
        let observed = format!("it is at `{}` only", document.exchange.request.url);
        let finding = Finding::new(format!("the document at `{location}`"), observed);
        answers.iter().fold(finding, |finding, exchange| finding.at_status(exchange))
    })
}
