use crate::{prelude::*, query, upstream};

pub(super) const CHECK: Check = Check {
    id: "proxy-asks-for-consent-itself",
    title: "a server in front of another asks the person itself before it sends the browser on",
    level: Must,
    spec: &[
        MCP.must("basic/authorization/security-considerations#confused-deputy-problem"),
        SECURITY_BEST_PRACTICES.must("required-protections"),
    ],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "The service behind knows one client, the proxy, and asks nobody twice about it. A stranger who registers with \
          the proxy and makes a person open a link gets a code for the person's data, and no page was shown.",
    fix: "Show a consent page that names the registered client before the redirect, and remember the answer for that \
          client only. FastMCP's `OAuthProxy` does so unless `require_authorization_consent` is false.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        let fresh =
            |asked: &Request| asked.query("code_challenge").unwrap_or_default().chars().rev().collect();
        upstream::send_on(answer, "repo", fresh);
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Scopes by which a service says who somebody is: with these alone the other server signs the person in, and no data of
/// its own are given away.
const IDENTITY: &[&str] =
    &["openid", "profile", "email", "offline_access", "user:email", "read:user", "User.Read"];

async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, target) =
        upstream::request(session, "a-verifier-for-the-service-behind-that-nobody-needs").await?;
    if session.registration().await?.exchange.is_none() {
        return Err(inapplicable("the client did not register itself"));
    }
    let scope = query::value(&target, "scope").unwrap_or_default();
    let names_identity = |scope: &str| {
        let last = scope.rsplit('/').next().unwrap_or(scope);
        IDENTITY.contains(&scope) || last.starts_with("userinfo.")
    };
    if scope.split([' ', ',']).filter(|scope| !scope.is_empty()).all(names_identity) {
        return Err(inapplicable(
            "the other authorization server is asked who the person is, and for nothing else",
        ));
    }
    let host = target.host_str().unwrap_or_default();
    let observed = format!("a redirect to `{host}` before any page");
    Err(Finding::new("a page that asks the person about the client", observed)
        .at_header(&exchange, "location")
        .into())
}
