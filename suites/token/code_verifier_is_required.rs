use super::{OTHER_VERIFIER, redemption, refused};
use crate::{oauth::pkce::Pkce, prelude::*, query};

pub(super) const CHECK: Check = Check {
    id: "code-verifier-is-required",
    title: "a code that was asked for with a challenge is not redeemed without a code verifier",
    level: Must,
    spec: &[OAUTH_2_1.must("4.1.3")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "A check of the verifier that is passed by leaving it out protects nobody: the thief of a code leaves it \
          out.",
    fix: "Where a `code_challenge` is stored with the code, demand `code_verifier`, and treat an empty one as \
          missing.",
    fault: Fault::at(&[Endpoint::Authorization, Endpoint::Token]).request(|asked| {
        if let Some(challenge) = query::only(&asked.request.url, "code_challenge") {
            asked.memory.insert(challenge, Value::Bool(true));
            asked
                .request
                .set_query("code_challenge", Some(&Pkce::from_verifier(OTHER_VERIFIER).challenge));
        } else if asked.request.form_field("code").is_some() {
            let verifier = asked.request.form_field("code_verifier");
            let fits = |verifier| asked.memory.contains_key(&Pkce::from_verifier(verifier).challenge);
            if verifier.is_none_or(fits) {
                asked.request.set_form_field("code_verifier", Some(OTHER_VERIFIER));
            } else {
                asked.request.set_form_field("code_verifier", None);
            }
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (_, mut request) = redemption(session).await?;
    request.set_form_field("code_verifier", None);
    refused(session, request, "without a verifier").await
}
