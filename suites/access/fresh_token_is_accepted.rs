use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "fresh-token-is-accepted",
    title: "the MCP endpoint accepts the access token that the client was just given",
    level: Must,
    spec: &[RFC6750.must("2.1"), OAUTH_2_1.must("5.1.1")],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: EachClient,
    needs: Tokens,
    why: "The sign-in succeeds and the connection does not: Claude Web says that the integration rejected the \
          credentials (staff), Claude Code shows `Needs authentication` after a successful login, and mcp-remote \
          gives up (both recorded).",
    fix: "Compare what the token says with what the endpoint checks: `aud` with the `resource` of the metadata, \
          `iss` with the issuer, scopes with those that were granted; the verifier of the MCP SDK for TypeScript \
          also demands `expiresAt`. Where the error is `insufficient_scope`, the server may have granted less than was asked \
          for: Authlib grants a client the scopes only that it named when it registered, and Claude Web names none there, so \
          give it a default. Where the answer is the same as without a token, a proxy drops the \
          `Authorization` header: with Apache set `CGIPassAuth On`. A bare 403 comes from a rule for roles, tenants, \
          CSRF or addresses.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer
            .request
            .headers
            .first("authorization")
            .is_some_and(|field| field.starts_with("Bearer "))
        {
            *answer.response = Response::json_with(401, &json!({"error": "invalid_token"}));
            answer.response.headers.add("www-authenticate", "Bearer error=\"invalid_token\"");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A refusal of `initialize` in JSON-RPC is about the protocol, not the token: a server of 2026-07-28 has none.
async fn judge(session: &dyn Session) -> Judgement {
    let tokens = session.tokens().await?;
    let token = tokens.grant.access_token.reveal();
    let exchange = session.settle(session.authorized_request(token)).await?;
    let answered = exchange.response.json().is_some_and(|body| body.get("jsonrpc").is_some());
    let refused = matches!(exchange.response.status, 401 | 403);
    ensure(exchange.response.is_success() || (answered && !refused), || {
        let challenge = exchange.response.headers.first("www-authenticate");
        let named = challenge.and_then(|value| value.split("error=\"").nth(1)?.split('"').next());
        let error = named.map(|error| format!(" and the error `{error}`")).unwrap_or_default();
        let observed = format!("status {}{error}", exchange.response.status);
        Finding::new("a 2xx status for `initialize`", observed).at_status(&exchange)
    })
}
