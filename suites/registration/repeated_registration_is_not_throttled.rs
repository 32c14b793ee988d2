use std::sync::Arc;

use super::accepted;
use crate::{json::answer, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "repeated-registration-is-not-throttled",
    title: "the same registration is accepted three times in a row",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Registration,
    why: "All users of Claude Web come from few addresses and register again with each attempt to connect, so that \
          a limit by address is theirs together: users report limits of 5 and 10 in an hour, and that the failure is \
          remembered. A limit that this run reaches with ten clients or more is not called one.",
    fix: "Raise the limit, or exempt the addresses that Anthropic publishes for Claude; answer a registration that \
          repeats a recent one with the same client, so that repeating costs nothing. Keycloak also stops at its \
          policy `Max Clients Limit`; better-auth, in production, at 5 in a minute unless its plugin is given \
          `rateLimit: { register: { window, max } }`.",
    fault: Fault::at(&[Endpoint::Registration]).response(|answer| {
        let times = answer.memory.get(&answer.request.body).and_then(Value::as_u64).unwrap_or_default();
        answer.memory.insert(answer.request.body.clone(), json!(times + 1));
        if times == 2 {
            *answer.response = Response::html_with(429, "<p>Too many requests</p>");
            answer.response.headers.add("retry-after", "3600");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// So many clients register in the name of one address without anybody's being to blame for a limit.
const MANY: usize = 10;

/// The accepted registration was the first of the three.
async fn judge(session: &dyn Session) -> Judgement {
    let accepted = accepted(session).await?;
    let before = registered_before(session, &accepted.request.url);
    for ordinal in ["second", "third"] {
        let expected = "a 2xx status for each of three equal registrations";
        let exchange = match session.send(accepted.request.clone()).await {
            Err(Obstacle::RateLimited { .. }) if before < MANY => {
                return Err(Finding::new(
                    expected,
                    format!("status 429 for the {ordinal}, behind {before} others of this run"),
                )
                .into());
            }
            exchange => exchange?,
        };
        ensure(exchange.response.is_success(), || {
            let observed = format!("{} for the {ordinal}", answer(&exchange));
            Finding::new(expected, observed).at_status(&exchange)
        })?;
    }
    Ok(())
}

/// How many clients the run has registered.
fn registered_before(session: &dyn Session, endpoint: &Url) -> usize {
    let exchanges = (0..).map_while(|index| session.recorded(index));
    let is_registration =
        |exchange: &Arc<Exchange>| exchange.request.method == "POST" && exchange.request.url == *endpoint;
    exchanges
        .filter(|exchange| is_registration(exchange) && exchange.response.is_success())
        .count()
}
