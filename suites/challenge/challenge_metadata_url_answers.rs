use crate::{edge, prelude::*, steps::first_document};

pub(super) const CHECK: Check = Check {
    id: "challenge-metadata-url-answers",
    title: "the URL in the challenge answers with status 200 and a JSON object",
    level: Must,
    spec: &[RFC9728.must("5.1").since(V2025_06_18), RFC9728.must("3.2").since(V2025_06_18)],
    impact: Impact { web: Breaks, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Nothing,
    why: "A client that was given a URL looks nowhere else. Claude Web does not go on (reported). Claude Code takes \
          the host of the MCP URL for the authorization server and asks for a token without `resource` and scopes; \
          mcp-remote tries the well-known paths first (both recorded).",
    fix: "Serve protected resource metadata, as JSON and without a token, at the very URL that the challenge names: \
          exempt it from the token check, from the firewall and from rewrites that add a language to the path. \
          In Next.js `/api/auth/[...all]` does not match it: route `/.well-known` to the handler of better-auth too.",
    fault: Fault::at(&[Endpoint::Mcp])
        .response(|answer| super::edit_pointer(answer, |url| format!("{url}/gone"))),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = super::refusal(session).await?;
    let Some(pointer) = session.pointer().await? else {
        return Err(inapplicable("the challenge names no absolute `resource_metadata`"));
    };
    let expected = format!("status 200 with a JSON object at `{pointer}`");
    let answers = match session.metadata_answers(pointer).await {
        Err(none @ (Obstacle::Unreachable { .. } | Obstacle::BrokenOff { .. } | Obstacle::Tls { .. })) => {
            return Err(Finding::new(expected, none.to_string())
                .at_header(&exchange, "www-authenticate")
                .into());
        }
        answers => answers?,
    };
    let last = answers.last().unwrap_or(&exchange);
    ensure(first_document(&answers).is_some(), || Finding::new(expected, edge::told(last)).at_status(last))
}
