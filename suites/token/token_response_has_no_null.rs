use super::{edit_grant, response};
use crate::{json::null_among, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "token-response-has-no-null",
    title: "no member of a token response that clients read is null",
    level: Interop,
    spec: &[],
    impact: Impact { web: Harmless, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Tokens,
    why: "Claude Code and mcp-remote read the response by a strict schema and stop after the consent with a list of \
          issues (recorded). Claude Web, whose models descend from the Python SDK, reads null as absent (inferred).",
    fix: "Leave out what has no value, `refresh_token`, `scope` and `id_token` before all. In Python: \
          `model_dump(exclude_none=True)`; in Go: `omitempty`; in JavaScript: drop the member.",
    fault: Fault::at(&[Endpoint::Token])
        .response(|answer| edit_grant(answer, |answer| answer.set_member("scope", Value::Null))),
    judge: |session| Box::pin(judge(session)),
};

/// The members whose null stops a client; `expires_in` has a check of its own, and others are not read.
const READ: [&str; 5] = ["access_token", "token_type", "refresh_token", "scope", "id_token"];

async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, body) = response(session).await?;
    let null = null_among(&body, &READ);
    ensure(null.is_none(), || {
        let pointer = null.unwrap_or_default();
        Finding::new("no null", format!("null at `{pointer}`")).at_body(&exchange, pointer)
    })
}
