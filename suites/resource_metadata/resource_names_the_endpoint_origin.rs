use crate::{oauth::resource::covers, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "resource-names-the-endpoint-origin",
    title: "`resource` is on the origin of the MCP URL, with its path or one above it",
    level: Must,
    spec: &[RFC9728.must("2").since(V2025_06_18), RFC9728.must("3.3").since(V2025_06_18)],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Nothing,
    why: "A client that took another resource's metadata would hand its token to the wrong server. Claude Code and \
          mcp-remote stop with `Protected resource … does not match expected …` at another host, scheme or path, and \
          at a slash too many (recorded); Claude Web discards the document and looks for `/register` on the host of \
          the MCP URL (staff).",
    fix: "Serve as `resource` the URL that users paste. Behind a proxy build it from the public scheme and host \
          (`X-Forwarded-Proto`, or a setting such as FastMCP's `base_url`); decide between `www` and the bare domain, \
          and between `/mcp` and `/mcp/`, once and everywhere.",
    fault: Fault::at(&[Endpoint::ResourceMetadata, Endpoint::RootResourceMetadata]).response(|answer| {
        answer.edit_json(|body| {
            let resource = body["resource"].as_str().unwrap_or_default();
            body["resource"] = json!(format!("{resource}/"));
        });
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let finding = |observed: String| {
        let expected = format!("`{}`, or what lies above it", session.target());
        Finding::new(expected, observed).at_body(&document.exchange, "/resource")
    };
    let Some(resource) = document.url("resource") else {
        let observed =
            document.json.get("resource").map_or("no `resource`".into(), |value| format!("`{value}`"));
        return Err(finding(observed).into());
    };
    ensure(covers(&resource, session.target()), || finding(format!("`{resource}`")))
}
