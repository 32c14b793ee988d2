use super::{OTHER_VERIFIER, redemption, refused};
use crate::{oauth::pkce::Pkce, prelude::*, query};

pub(super) const CHECK: Check = Check {
    id: "challenge-is-no-verifier",
    title: "a code is not redeemed with the challenge itself in the place of its verifier",
    level: Must,
    spec: &[RFC7636.must("4.6")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "The challenge stands in the address that the browser opened, in its history and in logs. A server that \
          compares it unhashed lets whoever read the one redeem the code that came after.",
    fix: "Hash `code_verifier` by the method that was stored with the code, and compare nothing else.",
    fault: Fault::at(&[Endpoint::Authorization, Endpoint::Token]).request(|asked| {
        if let Some(challenge) = query::only(&asked.request.url, "code_challenge") {
            asked.memory.insert(challenge, Value::Bool(true));
            let other = Pkce::from_verifier(OTHER_VERIFIER).challenge;
            asked.request.set_query("code_challenge", Some(&other));
        } else if let Some(verifier) = asked.request.form_field("code_verifier") {
            let hashed = Pkce::from_verifier(verifier.as_str()).challenge;
            let fits = asked.memory.contains_key(&verifier) || asked.memory.contains_key(&hashed);
            let healed =
                if fits { OTHER_VERIFIER } else { "no-verifier-of-any-challenge-that-there-ever-was" };
            asked.request.set_form_field("code_verifier", Some(healed));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (approval, mut request) = redemption(session).await?;
    request.set_form_field("code_verifier", Some(&approval.request.pkce.challenge));
    refused(session, request, "for the challenge in the place of its verifier").await
}
