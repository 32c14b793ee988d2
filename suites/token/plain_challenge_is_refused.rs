use super::{applicant, refused};
use crate::{
    oauth::{authorization::AuthorizationRequest, pkce::Pkce},
    prelude::*,
    steps::{browser_request, dead_end},
};

pub(super) const CHECK: Check = Check {
    id: "plain-challenge-is-refused",
    title: "a server that does not list `plain` refuses a challenge of that method",
    level: Must,
    spec: &[RFC7636.must("4.4.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "With `plain` the challenge is the verifier: whoever reads the address of the authorization request can \
          redeem the code. The Claude clients send S256.",
    fix: "Refuse a `code_challenge_method` other than `S256` with `invalid_request`, and a missing one as well: it \
          means `plain`.",
    fault: Fault::at(&[Endpoint::Authorization]).request(|asked| {
        if asked.request.query("code_challenge_method").as_deref() == Some("plain") {
            let verifier = asked.request.query("code_challenge").unwrap_or_default();
            asked.request.set_query("code_challenge", Some(&Pkce::from_verifier(verifier).challenge));
            asked.request.set_query("code_challenge_method", Some("S256"));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Refused at the authorization endpoint, at once or after the approval, or at the token endpoint.
async fn judge(session: &dyn Session) -> Judgement {
    let metadata = session.server_metadata().await?;
    match metadata.list("code_challenge_methods_supported") {
        None => return Err(inapplicable("the metadata do not say which challenge methods there are")),
        Some(methods) if methods.contains(&"plain") => return Err(inapplicable("the metadata list `plain`")),
        Some(_) => {}
    }
    let client = applicant(session).await?;
    let page = session.visit(browser_request(plain(session.inspection().await?).url)).await?;
    let sent_back = page
        .redirect()
        .is_some_and(|target| target.query_pairs().any(|(name, _)| name == "error"));
    if sent_back || dead_end(&page)? {
        return Ok(());
    }
    let approval = session.approve(plain(session.authorization_request(&client).await?)).await?;
    if approval.callback.parameter("code").is_none() {
        return Ok(());
    }
    let request = session.redemption(&client, &approval).await?;
    refused(session, request, "for a challenge of the method `plain`").await
}

/// The same request with the verifier itself for a challenge.
fn plain(request: AuthorizationRequest) -> AuthorizationRequest {
    let verifier = request.pkce.verifier.clone();
    request
        .with("code_challenge_method", Some("plain"))
        .with("code_challenge", Some(&verifier))
}
