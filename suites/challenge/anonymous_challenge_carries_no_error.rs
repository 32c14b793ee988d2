use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "anonymous-challenge-carries-no-error",
    title: "the challenge has no `error` where no token was sent",
    level: Should,
    spec: &[RFC6750.should("3.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "`error=\"invalid_token\"` tells a client that had no token that its token is bad. The Claude clients do not \
          mind; others try to refresh, or tell their user that the session has expired.",
    fix: "Send the code only where the request had an `Authorization` header field. Many middlewares have one branch \
          for both cases: split it.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.headers.first("authorization").is_none() {
            super::edit_challenge(answer, |challenge| {
                challenge.parameters.push(("error".into(), "invalid_token".into()));
            });
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, bearer) = super::bearer(session).await?;
    bearer.parameter("error").map_or(Ok(()), |error| {
        let finding = Finding::new("no `error`", format!("`error=\"{error}\"`"));
        Err(finding.at_header(&exchange, "www-authenticate").into())
    })
}
