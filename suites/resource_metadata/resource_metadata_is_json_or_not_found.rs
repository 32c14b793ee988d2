use crate::{edge, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "resource-metadata-is-json-or-not-found",
    title: "each location of protected resource metadata answers with a JSON object, or that there is none",
    level: Must,
    spec: &[RFC9728.must("3.1").since(V2025_06_18), RFC9728.must("3.2").since(V2025_06_18)],
    impact: Impact { web: Breaks, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Nothing,
    why: "The document is read before anybody has a token. With a 401, a page or an error in its place Claude Web does \
          not go on (reported; documented as required). Claude Code and mcp-remote fall back to the host of the MCP \
          URL and lose `resource` and the scopes (recorded): the sign-in may work and the token be refused.",
    fix: "Answer GET with 200 and JSON where the document is, with 404 where it is not. Exempt \
          `/.well-known/oauth-protected-resource*` from the token check (Spring Security `permitAll`, Express: mount \
          the route before the middleware, Next.js: the middleware's `matcher`), from the sign-in of the host and \
          from catch-all routes.",
    fault: Fault::at(&[Endpoint::ResourceMetadata]).response(|answer| {
        *answer.response = Response::json_with(401, &json!({ "error": "unauthorized" }));
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    session.asks_for_sign_in().await?;
    for exchange in session.resource_metadata_seen().await? {
        ensure(is_clean(&exchange), || {
            let expected = format!("status 200 with a JSON object, or 404, at `{}`", exchange.request.url);
            Finding::new(expected, edge::told(&exchange)).at_status(&exchange)
        })?;
    }
    Ok(())
}

/// A redirect to another origin is the subject of a check of its own.
fn is_clean(exchange: &Exchange) -> bool {
    let response = &exchange.response;
    let leaves = exchange.redirect().is_some_and(|target| target.origin() != exchange.request.url.origin());
    match response.status {
        200 => response.json().is_some_and(|body| body.is_object()),
        401 | 403 | 429 => false,
        status => leaves || matches!(status, 400..=499),
    }
}
