use super::{bearer, refusal};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "insufficient-scope-answer-names-what-is-needed",
    title: "the 403 to a token that lacks a scope names the error, the scopes and the metadata, each time the same",
    level: Should,
    spec: &[MCP.should("basic/authorization#runtime-insufficient-scope-errors").since(V2025_11_25)],
    impact: Impact { web: Breaks, code: Degrades, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "Claude Web takes a 403 without `insufficient_scope` for final (documented). With it a client asks its user for \
          the scopes that the answer names; where it names none, it asks for those of the first sign-in once more and \
          ends at the same 403 (users' threads).",
    fix: "Send `error=\"insufficient_scope\"`, `scope` with all that the request needs and what the token has already, \
          and `resource_metadata` as in the 401. Ask for what most users need in the first challenge: not every client \
          comes back for more.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.response.status == 403 && answer.response.body.contains("insufficient_scope") {
            answer.response.headers.set("www-authenticate", "Bearer error=\"insufficient_scope\"");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = refusal(session).await?;
    if exchange.response.status != 403 {
        return Err(inapplicable(format!("the refusal has status {}", exchange.response.status)));
    }
    let at = |finding: Finding| finding.at_header(&exchange, "www-authenticate");
    let named = |name: &str| bearer(&exchange)?.parameter(name).map(str::to_owned);
    ensure(named("error").as_deref() == Some("insufficient_scope"), || {
        let observed = named("error").map_or_else(|| "none".into(), |error| format!("`{error}`"));
        at(Finding::new("the error `insufficient_scope`", observed))
    })?;
    for parameter in ["scope", "resource_metadata"] {
        ensure(named(parameter).is_some_and(|value| !value.is_empty()), || {
            at(Finding::new(format!("`{parameter}` in the challenge"), "none"))
        })?;
    }
    let again = session.send(exchange.request.clone()).await?;
    let scope = |exchange: &Exchange| bearer(exchange)?.parameter("scope").map(str::to_owned);
    ensure(again.response.status == 403 && scope(&again) == scope(&exchange), || {
        let observed = scope(&again).map_or_else(|| again.summary(), |scope| format!("`{scope}`"));
        Finding::new("the scopes that the same request was told before", observed).at_status(&again)
    })
}
