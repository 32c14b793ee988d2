use super::accepted_attempt;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "registration-response-urls-are-absolute",
    title: "the URLs in a registration response are absolute",
    level: Interop,
    spec: &[],
    impact: Impact { web: Degrades, code: Breaks, mcp_remote: Breaks },
    asked_by: EachClient,
    needs: Registration,
    why: "Claude Code and mcp-remote read `client_uri`, `logo_uri`, `tos_uri` and `jwks_uri` as URLs, and an empty \
          `client_uri` or `jwks_uri` makes them stop with a list of issues (measured). Users have met this behind \
          Ory Hydra, which answers with `\"client_uri\": \"\"`.",
    fix: "Leave out what has no value: in Go by `omitempty`, in Rust by `skip_serializing_if`. In front of a server \
          that you cannot change, drop the empty members in a proxy.",
    fault: Fault::at(&[Endpoint::Registration]).response(|answer| {
        if answer.response.is_success() {
            answer.set_member("client_uri", json!(""));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// An empty `logo_uri` and an empty `tos_uri` count as absent for these clients.
async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, body) = accepted_attempt(session).await?;
    for (name, may_be_empty) in
        [("client_uri", false), ("jwks_uri", false), ("logo_uri", true), ("tos_uri", true)]
    {
        let Some(text) = body[name].as_str() else { continue };
        let holds = Url::parse(text).is_ok() || (may_be_empty && text.is_empty());
        ensure(holds, || {
            Finding::new(format!("an absolute URL in `{name}`, or no such member"), format!("`\"{text}\"`"))
                .at_body(&exchange, format!("/{name}"))
        })?;
    }
    Ok(())
}
