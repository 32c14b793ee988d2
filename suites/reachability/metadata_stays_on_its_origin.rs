use super::{departure, other_name};
use crate::{edge, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "metadata-stays-on-its-origin",
    title: "no metadata location is redirected to another scheme, host or port",
    level: Must,
    spec: &[RFC9728.must("3.2").since(V2025_06_18), RFC8414.must("3.2")],
    impact: Impact { web: Degrades, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Metadata answers with 200, so that the place where it stands vouches for what it says. Claude Code and \
          mcp-remote follow a redirect (recorded); what Claude Web does is not known, and users whose metadata moved \
          from the bare domain to `www` saw it fail.",
    fix: "Serve the documents where clients ask for them, on the host of the MCP URL or of the issuer. Take \
          `/.well-known/*` out of redirects between `www` and the bare domain, between `http` and `https`, and to \
          sign-in pages.",
    fault: Fault::at(&[Endpoint::ResourceMetadata]).response(|answer| {
        let root = well_known::at_root(&other_name(&answer.request.url), well_known::RESOURCE);
        *answer.response = Response { status: 307, ..Response::default() };
        answer.response.headers.set("location", root);
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let mut answers = session.resource_metadata_seen().await?;
    answers.extend(session.server_metadata_answers().await?);
    for exchange in &answers {
        if let Some(other) = departure(exchange) {
            let observed = format!("{}: {other}", edge::told(exchange));
            let finding = Finding::new(format!("an answer from `{}`", exchange.request.url), observed);
            return Err(finding.at_header(exchange, "location").into());
        }
    }
    Ok(())
}
