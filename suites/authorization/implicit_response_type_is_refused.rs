use crate::{oauth::authorization::AuthorizationRequest, prelude::*, violation::refuses};

pub(super) const CHECK: Check = Check {
    id: "implicit-response-type-is-refused",
    title: "`response_type=token` is refused, and no token comes with an authorization response",
    level: Must,
    spec: &[OAUTH_2_1.must("4.1.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "A token in an address stays in the history of the browser and in logs, and nothing binds it to the client \
          that asked. The Claude clients ask for a code.",
    fix: "Answer with the error `unsupported_response_type`, and turn the implicit grant off: in Keycloak `Implicit \
          flow` of the client, in Entra both boxes under `Implicit grant and hybrid flows`.",
    fault: Fault::at(&[Endpoint::Authorization]).request(|asked| {
        if asked.request.query("response_type").as_deref() == Some("token") {
            asked.request.set_query("response_type", Some("code"));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let implicit = |request: AuthorizationRequest| request.with("response_type", Some("token"));
    refuses(session, "the error `unsupported_response_type`", implicit).await
}
