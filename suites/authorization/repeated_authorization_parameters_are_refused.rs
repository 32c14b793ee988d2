use crate::{oauth::authorization::AuthorizationRequest, prelude::*, query, violation::refuses};

pub(super) const CHECK: Check = Check {
    id: "repeated-authorization-parameters-are-refused",
    title: "an authorization request with a parameter that stands twice is refused",
    level: Must,
    spec: &[RFC6749.must("3.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "One part of a server takes the first value and another the last: what the person approved is not what is \
          granted. The Claude clients repeat none.",
    fix: "Answer with the error `invalid_request` where a parameter other than `resource` stands twice. A framework \
          that reads the query into a map keeps one value in silence: read the list.",
    fault: Fault::at(&[Endpoint::Authorization]).request(|asked| {
        let first = asked.request.query("code_challenge");
        query::set(&mut asked.request.url, "code_challenge", first.as_deref());
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    refuses(session, "the error `invalid_request`", twice).await
}

/// The same request with a second challenge, so that it matters which one counts.
fn twice(mut request: AuthorizationRequest) -> AuthorizationRequest {
    let other = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    request.url.query_pairs_mut().append_pair("code_challenge", other);
    request
}
