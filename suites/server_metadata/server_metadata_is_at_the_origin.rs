use crate::{prelude::*, spec::Revision::V2025_03_26, steps::first_document};

pub(super) const CHECK: Check = Check {
    id: "server-metadata-is-at-the-origin",
    title: "the authorization server metadata is at the origin of the MCP URL, whatever its path",
    level: Must,
    spec: &[MCP.must("basic/authorization#authorization-base-url").until(V2025_03_26)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Revision 2025-03-26 knows no protected resource metadata: its clients drop the path of the MCP URL and ask \
          there. The Claude clients do so only where they find nothing else.",
    fix: "Serve the metadata at `/.well-known/oauth-authorization-server` of the MCP server's own host too.",
    fault: Fault::at(&[Endpoint::ServerMetadata]).response(|answer| super::only_openid(answer, 404, |_| {})),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let location = well_known::at_root(session.target(), well_known::SERVER);
    let answers = session.metadata_answers(location.clone()).await?;
    if first_document(&answers).is_some() {
        return Ok(());
    }
    session.asks_for_sign_in().await?;
    let Ok(document) = session.server_metadata().await else {
        return Err(inapplicable("there is no authorization server metadata, and none need be"));
    };
    if well_known::has_path(&session.issuer().await?) {
        return Err(inapplicable("the issuer is one of several on its host, whose root is not its own"));
    }
    let observed = format!("it is at `{}` only", document.exchange.request.url);
    let finding = Finding::new(format!("the metadata at `{location}`"), observed);
    Err(answers.iter().fold(finding, |finding, exchange| finding.at_status(exchange)).into())
}
