use super::accepted;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "registration-states-what-was-registered",
    title: "a registration response states the grant types, the response types and the authentication method",
    level: Must,
    spec: &[RFC7591.must("3.2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "A server may register something else than it was asked for, and the answer is where a client learns of \
          it. The Claude clients take what is missing there to be as they asked for.",
    fix: "Answer with all metadata as they were registered, with `grant_types`, `response_types` and \
          `token_endpoint_auth_method` among them, whether asked for or chosen by you.",
    fault: Fault::at(&[Endpoint::Registration]).response(|answer| answer.remove_member("grant_types")),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = accepted(session).await?;
    let body = exchange.response.json().unwrap_or_default();
    let members = ["grant_types", "response_types", "token_endpoint_auth_method"];
    let missing = members.into_iter().find(|name| body.get(*name).is_none());
    ensure(missing.is_none(), || {
        let name = missing.unwrap_or_default();
        Finding::new(format!("`{name}` as registered"), "no such member")
            .at_body(&exchange, format!("/{name}"))
    })
}
