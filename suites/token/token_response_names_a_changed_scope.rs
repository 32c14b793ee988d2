use std::collections::BTreeSet;

use super::{edit_grant, response};
use crate::{oauth::claims, prelude::*, query};

pub(super) const CHECK: Check = Check {
    id: "token-response-names-a-changed-scope",
    title: "a token response states the scope where it is not the one that was asked for",
    level: Must,
    spec: &[RFC6749.must("5.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "A client takes it that it got what it asked for. It shows tools that will be refused, and does not know \
          what to ask for.",
    fix: "Send `scope` with each token response.",
    fault: Fault::at(&[Endpoint::Authorization, Endpoint::Token])
        .request(|asked| {
            if asked.request.query("scope").is_some() {
                asked.request.set_query("scope", Some("mcp:read mcp:write"));
            }
        })
        .response(|answer| edit_grant(answer, |answer| answer.remove_member("scope"))),
    judge: |session| Box::pin(judge(session)),
};

/// What a response does not state is seen in an access token that is a JWT only.
async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, body) = response(session).await?;
    if body["scope"].is_string() {
        return Ok(());
    }
    let tokens = session.tokens().await?;
    let asked = tokens.approval.as_ref().and_then(|approval| query::value(&approval.request.url, "scope"));
    let asked = asked.ok_or_else(|| inapplicable("the client asked for no scope"))?;
    let token = body["access_token"].as_str().unwrap_or_default();
    let named = claims::scopes(token)
        .ok_or_else(|| inapplicable("neither the response nor the access token shows a scope"))?;
    ensure(short(&named) == short(&claims::scope_set(&asked)), || {
        let named: Vec<_> = named.iter().map(String::as_str).collect();
        let observed = format!("no such member, and an access token for `{}`", named.join(" "));
        Finding::new(format!("`scope`, or a token for `{asked}`"), observed).at_body(&exchange, "/scope")
    })
}

/// Scopes by what comes last in them: some servers ask for a URL and write its end into the token.
fn short(scopes: &BTreeSet<String>) -> BTreeSet<&str> {
    scopes.iter().filter_map(|scope| scope.rsplit('/').next()).collect()
}
