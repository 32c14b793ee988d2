use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "password-grant-is-not-listed",
    title: "`grant_types_supported` does not contain `password`",
    level: Must,
    spec: &[RFC9700.must("2.4")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "This grant gives the password of a person to a client, passes by consent and second factors, and OAuth 2.1 \
          has it no more. The Claude clients never use it.",
    fix: "Disable the grant and take it out of the list.",
    fault: Fault::at(&[Endpoint::ServerMetadata]).response(|answer| super::list_grant(answer, "password")),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    super::lacks_grant(session, "password").await
}
