use crate::{prelude::*, steps::origin};

pub(super) const CHECK: Check = Check {
    id: "resource-is-the-entered-url",
    title: "`resource` is the URL that the user entered",
    level: Must,
    spec: &[RFC9728.must("3.3").since(V2025_06_18)],
    impact: Impact { web: Degrades, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Claude Web is documented to want the URL as entered, slash and path included; one log shows it content with \
          the origin. Claude Code and mcp-remote take any path above the MCP URL (recorded). A document at the root \
          location, found there without a pointer, may name the origin: that is what its location stands for.",
    fix: "Serve as `resource` the exact URL that users paste into their client, and one document for each MCP path if \
          there are several.",
    fault: Fault::at(&[Endpoint::ResourceMetadata, Endpoint::RootResourceMetadata]).response(|answer| {
        let origin = answer.request.url.origin().ascii_serialization();
        answer.set_member("resource", json!(origin));
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let Some(resource) = document.url("resource") else {
        return Err(Obstacle::step("protected resource metadata", "it names no absolute `resource`").into());
    };
    let mut entered = session.target().clone();
    entered.set_query(resource.query());
    let location = &document.exchange.request.url;
    let is_root = *location == well_known::at_root(session.target(), well_known::RESOURCE);
    let stands_for_origin = is_root && session.pointer().await?.as_ref() != Some(location);
    ensure(resource == entered || (stands_for_origin && resource == origin(session.target())), || {
        Finding::new(format!("`{entered}`"), format!("`{resource}`")).at_body(&document.exchange, "/resource")
    })
}
