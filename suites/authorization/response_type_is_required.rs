use crate::{
    prelude::*,
    steps::Ending,
    violation::{refuses, unsupported},
};

pub(super) const CHECK: Check = Check {
    id: "response-type-is-required",
    title: "an authorization request without `response_type`, or with one that nobody knows, is refused",
    level: Must,
    spec: &[RFC6749.must("3.1.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "A server that takes what is missing for `code` has not read the request, and a client that asked for \
          something else gets what it cannot use. The Claude clients send `code`.",
    fix: "Answer with the error `invalid_request` where it is missing, and with `unsupported_response_type` where it \
          is not `code`.",
    fault: Fault::at(&[Endpoint::Authorization]).request(|asked| {
        if asked.request.query("response_type").is_none() {
            asked.request.set_query("response_type", Some("code"));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    refuses(session, "the error `invalid_request`", |request| request.with("response_type", None)).await?;
    let ending = unsupported(session).await?;
    let granted = matches!(ending, Ending::Back(..)) && ending.error().is_none();
    ensure(!granted, || {
        Finding::new("the error `unsupported_response_type`", ending.told())
            .at_header(ending.exchange(), "location")
    })
}
