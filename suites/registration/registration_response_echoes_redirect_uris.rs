use super::accepted_attempt;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "registration-response-echoes-redirect-uris",
    title: "a registration response names the redirect URIs that were registered",
    level: Must,
    spec: &[RFC7591.must("3.2.1")],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: EachClient,
    needs: Registration,
    why: "Claude Code and mcp-remote demand the member and stop with a list of issues where it is missing \
          (recorded); Claude Web, whose models descend from the Python SDK, is taken to do the same (inferred).",
    fix: "Answer with all metadata that you keep about the client, `redirect_uris` among them, not with the \
          `client_id` alone.",
    fault: Fault::at(&[Endpoint::Registration]).response(|answer| answer.remove_member("redirect_uris")),
    judge: |session| Box::pin(judge(session)),
};

/// Any list of texts will do: the server may register another URI than it was asked to (RFC 7591 section 3.2.1).
async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, body) = accepted_attempt(session).await?;
    let uris = body["redirect_uris"].as_array();
    let holds = uris.is_some_and(|uris| !uris.is_empty() && uris.iter().all(Value::is_string));
    ensure(holds, || {
        let observed = match body.get("redirect_uris") {
            Some(other) => format!("`{other}`"),
            None => "no such member".to_owned(),
        };
        Finding::new("a list of URIs in `redirect_uris`", observed).at_body(&exchange, "/redirect_uris")
    })
}
