use super::{OTHER_VERIFIER, redemption, refused};
use crate::{oauth::pkce::Pkce, prelude::*, query};

pub(super) const CHECK: Check = Check {
    id: "code-verifier-is-checked",
    title: "a code is not redeemed with another code verifier",
    level: Must,
    spec: &[RFC7636.must("4.6"), RFC9700.must("2.1.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "The verifier proves that the redeemer is who asked. Where it is not compared, a code that leaks from a \
          log, a history or a second app on the same port is as good as the tokens.",
    fix: "Compare the base64url of the SHA-256 of `code_verifier` with the stored `code_challenge`, and refuse with \
          `invalid_grant`.",
    fault: Fault::at(&[Endpoint::Authorization, Endpoint::Token]).request(|asked| {
        if query::only(&asked.request.url, "code_challenge").is_some() {
            asked
                .request
                .set_query("code_challenge", Some(&Pkce::from_verifier(OTHER_VERIFIER).challenge));
        } else if asked.request.form_field("code_verifier").is_some() {
            asked.request.set_form_field("code_verifier", Some(OTHER_VERIFIER));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (_, mut request) = redemption(session).await?;
    request.set_form_field("code_verifier", Some(OTHER_VERIFIER));
    refused(session, request, "for a verifier that does not fit the challenge").await
}
