use super::accepted_attempt;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "registration-response-has-no-null",
    title: "no member of a registration response is null",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: EachClient,
    needs: Registration,
    why: "Claude Code and mcp-remote read the response by a strict schema in which an absent member is fine and a \
          null is not: they stop with a list of issues (recorded). Users report that Claude Web stops silently.",
    fix: "Leave out what has no value. In Python: `model_dump(exclude_none=True)`; in Go: `omitempty`; in Rust: \
          `skip_serializing_if = \"Option::is_none\"`; in JavaScript: drop the member or set it to `undefined`.",
    fault: Fault::at(&[Endpoint::Registration])
        .response(|answer| answer.set_member("client_uri", Value::Null)),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, body) = accepted_attempt(session).await?;
    let null = null_member(&body);
    ensure(null.is_none(), || {
        let pointer = null.unwrap_or_default();
        Finding::new("no null anywhere", format!("null at `{pointer}`")).at_body(&exchange, pointer)
    })
}
