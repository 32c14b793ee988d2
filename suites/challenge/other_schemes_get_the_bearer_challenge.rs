use crate::{prelude::*, steps::contact::challenges_of};

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

/// An `error` that stands in the challenge without any credentials as well is the subject of another check.
async fn judge(session: &dyn Session) -> Judgement {
    let (anonymous, usual) = super::bearer(session).await?;
    let takes_basic = |challenge: &challenge::Challenge| challenge.scheme.eq_ignore_ascii_case("basic");
    if challenges_of(&anonymous).iter().any(takes_basic) {
        return Err(inapplicable("the endpoint asks for `Basic` credentials as well"));
    }
    let exchange = session.observe(anonymous.request.clone().with("Authorization", BASIC)).await?;
    let bearer = challenges_of(&exchange).into_iter().find(challenge::Challenge::is_bearer);
    let error = bearer.as_ref().and_then(|bearer| bearer.parameter("error"));
    let is_usual = bearer.is_some() && (error.is_none() || usual.parameter("error").is_some());
    ensure(exchange.response.status == 401 && is_usual, || {
        let others: Vec<_> =
            challenges_of(&exchange).iter().map(|other| format!("`{}`", other.scheme)).collect();
        let told = match (error, others.is_empty()) {
            (Some(error), _) => format!(" and the error `{error}`"),
            (None, false) if bearer.is_none() => format!(" and a challenge of {}", others.join(", ")),
            (None, true) => " and no challenge".to_owned(),
            _ => String::new(),
        };
        let observed = format!("{}{told} for `Basic` credentials", exchange.summary());
        Finding::new("status 401 with a Bearer challenge without `error`", observed).at_status(&exchange)
    })
}
