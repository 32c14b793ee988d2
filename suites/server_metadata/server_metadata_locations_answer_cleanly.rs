use crate::{edge, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "server-metadata-locations-answer-cleanly",
    title: "a location without authorization server metadata says so with a 4xx status",
    level: Interop,
    spec: &[],
    impact: Impact { web: Degrades, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Nothing,
    why: "Clients go through the locations in order. At a 5xx Claude Code and mcp-remote stop with `HTTP 500 trying to \
          load OAuth metadata`, at a page with a JSON parse error, although a later location has the document \
          (recorded). What Claude Web does is not known.",
    fix: "Answer 404 at `/.well-known/oauth-authorization-server` where the document is only at \
          `/.well-known/openid-configuration`, or serve it at both. Keep catch-all routes and error pages of the host \
          away from `/.well-known/`.",
    fault: Fault::at(&[Endpoint::ServerMetadata]).response(|answer| super::only_openid(answer, 500, |_| {})),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    session.asks_for_sign_in().await?;
    for exchange in session.server_metadata_answers().await? {
        let response = &exchange.response;
        let serves = response.status == 200 && response.json().is_some_and(|body| body.is_object());
        ensure(serves || matches!(response.status, 300..=499), || {
            let expected = format!("the document or status 404 at `{}`", exchange.request.url);
            Finding::new(expected, edge::told(&exchange)).at_status(&exchange)
        })?;
    }
    Ok(())
}
