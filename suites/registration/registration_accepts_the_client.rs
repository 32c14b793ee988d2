use super::attempt;
use crate::{json::answer, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "registration-accepts-the-client",
    title: "the client's own registration request is accepted",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: EachClient,
    needs: Registration,
    why: "Claude Web says that it could not register with the sign-in service, Claude Code prints `Dynamic Client \
          Registration rejected` with the status, mcp-remote exits (recorded); no browser opens. The three ask for \
          different things: Claude Web for `client_secret_post` and a claude.ai callback, the others for `none` and \
          a callback on localhost.",
    fix: "Let anyone register without an initial access token, for `https://claude.ai/api/mcp/auth_callback` and for \
          `http://localhost` on any port. An authentication method that you do not offer is better replaced in the \
          answer than refused (RFC 7591 section 3.2.1). In Keycloak the policies `Trusted Hosts` and `Allowed Client \
          Scopes` for anonymous registration refuse, better-auth does without \
          `allowUnauthenticatedClientRegistration`; where the HTML of a firewall comes back, exempt the path there.",
    fault: Fault::at(&[Endpoint::Registration]).response(|answered| {
        *answered.response = Response::json_with(401, &json!({"error": "invalid_token"}));
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = attempt(session).await?;
    let body = exchange.response.json().unwrap_or_default();
    let named = body["client_id"].as_str().is_some_and(|id| !id.is_empty());
    ensure(exchange.response.is_success() && named, || {
        Finding::new("a 2xx status with a `client_id`", answer(&exchange)).at_status(&exchange)
    })
}
