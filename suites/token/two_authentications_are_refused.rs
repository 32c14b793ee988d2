use super::{basic_client, ensure_noticed};
use crate::{oauth::token::Secret, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "two-authentications-are-refused",
    title: "a client that authenticates in two ways at once is refused",
    level: Must,
    spec: &[RFC6749.must("2.3"), RFC6749.must("5.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "Which of the two counts is left to chance: a gateway may check one, the server behind it the other. No \
          Claude client sends both.",
    fix: "Answer `invalid_request` where a request has an `Authorization` header and a `client_secret` in the \
          body.",
    fault: Fault::at(&[Endpoint::Token]).request(|asked| {
        if asked.request.headers.first("authorization").is_some() {
            asked.request.set_form_field("client_secret", None);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (client, mut request) = basic_client(session).await?;
    let secret = client.credentials.client_secret.as_ref().map(Secret::reveal);
    request.set_form_field("client_id", Some(&client.credentials.client_id));
    request.set_form_field("client_secret", secret);
    let exchange = session.observe(request).await?;
    ensure_noticed(&exchange, "the error `invalid_request` for a secret in the header and in the body")
}
