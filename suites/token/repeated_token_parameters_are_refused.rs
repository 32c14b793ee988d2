use super::ensure_noticed;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "repeated-token-parameters-are-refused",
    title: "a token request in which a parameter stands twice is refused",
    level: Must,
    spec: &[RFC6749.must("5.2"), RFC6749.must("3.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "A proxy that checks the first of two values and a server that takes the last do not see the same \
          request. No client repeats one.",
    fix: "Answer a parameter that stands twice with 400 and `invalid_request`. Only `resource` may be repeated.",
    fault: Fault::at(&[Endpoint::Token]).request(|asked| {
        if let Some(code) = asked.request.form_field("code") {
            asked.request.set_form_field("code", Some(&code));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let client = session.registration().await?;
    let mut request = session.sound_request(&client).await?;
    let code = request.form_field("code").unwrap_or_default();
    request.body = format!("{}&code={code}", request.body);
    let exchange = session.observe(request).await?;
    ensure_noticed(&exchange, "the error `invalid_request` for a `code` that stands twice")
}
