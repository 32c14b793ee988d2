use crate::{prelude::*, steps::first_document};

pub(super) const CHECK: Check = Check {
    id: "resource-metadata-is-at-the-well-known-location",
    title: "protected resource metadata is found at a well-known path without the challenge",
    level: Interop,
    spec: &[],
    impact: Impact { web: Harmless, code: Degrades, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "`claude mcp login` never sees the challenge: unless `claude mcp list` was run before, Claude Code knows the \
          well-known paths only (recorded). It then takes the host of the MCP URL for the authorization server, and \
          often ends at `Dynamic Client Registration rejected (HTTP 404)`.",
    fix: "Serve the document at `/.well-known/oauth-protected-resource` followed by the path of the MCP URL, wherever \
          else the challenge points. On Supabase Edge Functions and other hosts that cannot serve the root of the \
          domain, put a proxy or a domain of your own in front.",
    fault: Fault::at(&[Endpoint::Mcp, Endpoint::ResourceMetadata, Endpoint::RootResourceMetadata]).response(
        |answer| {
            let value = answer.response.headers.first("www-authenticate").unwrap_or_default();
            let value = value.replacen(
                "/oauth-protected-resource/mcp",
                "/oauth-protected-resource/mcp?by=challenge",
                1,
            );
            if answer.endpoint == Endpoint::Mcp && !value.is_empty() {
                answer.response.headers.set("www-authenticate", value);
            } else if answer.endpoint != Endpoint::Mcp && answer.request.url.query().is_none() {
                *answer.response = Response { status: 404, ..Response::default() };
            }
        },
    ),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let locations = well_known::resource_metadata(session.target());
    for url in locations.clone() {
        if first_document(&session.metadata_answers(url).await?).is_some() {
            return Ok(());
        }
    }
    let locations: Vec<_> = locations.iter().map(|url| format!("`{url}`")).collect();
    let observed = format!("it is at `{}` only", document.exchange.request.url);
    let finding = Finding::new(format!("the document at {}", locations.join(" or ")), observed);
    Err(finding.at_status(&document.exchange).into())
}
