use crate::{
    prelude::*,
    steps::contact::{challenges_of, looks},
};

pub(super) const CHECK: Check = Check {
    id: "other-schemes-get-the-bearer-challenge",
    title: "credentials of a scheme that the endpoint does not take are answered like none at all",
    level: Should,
    spec: &[RFC6750.should("3.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "A user who put an API key of another kind into the settings of a client, or a client that tries what it has, \
          learns only from the Bearer challenge that there is a sign-in.",
    fix: "Where the scheme is not `Bearer`, take the branch for a request without credentials: 401, the same challenge, \
          no `error`. FastMCP and the SDK for Python do.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.headers.first("authorization") == Some(BASIC) {
            *answer.response = Response::json_with(400, &json!({ "error": "invalid_request" }));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// `claude-conformance:password-that-nobody-has` by HTTP Basic.
const BASIC: &str = "Basic Y2xhdWRlLWNvbmZvcm1hbmNlOnBhc3N3b3JkLXRoYXQtbm9ib2R5LWhhcw==";

async fn judge(session: &dyn Session) -> Judgement {
    let (anonymous, _) = super::bearer(session).await?;
    let takes_basic = |challenge: &challenge::Challenge| challenge.scheme.eq_ignore_ascii_case("basic");
    if challenges_of(&anonymous).iter().any(takes_basic) {
        return Err(inapplicable("the endpoint asks for `Basic` credentials as well"));
    }
    let exchange = session.observe(anonymous.request.clone().with("Authorization", BASIC)).await?;
    ensure(looks(&exchange) == looks(&anonymous), || {
        let finding =
            Finding::new("status 401 with the challenge of a request without a token", told(&exchange));
        finding.at_status(&exchange)
    })
}

fn told(exchange: &Exchange) -> String {
    let error = challenges_of(exchange)
        .iter()
        .find_map(|challenge| challenge.parameter("error").map(|error| format!(" and the error `{error}`")));
    format!("{}{} for `Basic` credentials", exchange.summary(), error.unwrap_or_default())
}
