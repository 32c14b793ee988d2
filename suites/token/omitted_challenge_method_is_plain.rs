use super::applicant;
use crate::{
    prelude::*,
    proof_key::{approved, redeemed},
};

pub(super) const CHECK: Check = Check {
    id: "omitted-challenge-method-is-plain",
    title: "a server that does not list `plain` refuses a challenge without a method, which is one of that method",
    level: Must,
    spec: &[OAUTH_2_1.must("4.1.2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "Client and server that read the same request in two ways end in `invalid_grant` after the consent, and nobody \
          sees why. The Claude clients name `S256`.",
    fix: "Give `code_challenge_method` no default but `plain`, and refuse what is not `S256` with `invalid_request`. In \
          the Python SDK the model of the request has `S256` for a default.",
    fault: Fault::at(&[Endpoint::Authorization]).request(|asked| {
        let challenged = asked.request.query("code_challenge").is_some();
        if challenged && asked.request.query("code_challenge_method").is_none() {
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
    let silent = approved(session, &client, |request| request.with("code_challenge_method", None)).await?;
    let Some(approval) = silent else { return Ok(()) };
    let through = redeemed(session, &client, &approval).await?;
    ensure(!through, || {
        let observed = "tokens: the challenge was taken for one of the method `S256`";
        Finding::new("the error `invalid_request`, or `invalid_grant` for the code", observed)
            .at_way_back(&approval.callback)
    })
}
