use super::{redemption, refused};
use crate::{prelude::*, query};

pub(super) const CHECK: Check = Check {
    id: "code-is-bound-to-its-redirect-uri",
    title: "a code is not redeemed with another redirect URI than it was sent to",
    level: Must,
    spec: &[RFC6749.must("4.1.3"), OAUTH_2_1.must("10.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "The comparison notices a code that was diverted on its way. The Claude clients send the redirect URI with \
          both requests, as OAuth 2.0 demands.",
    fix: "Keep the `redirect_uri` of the authorization request with the code, and refuse another with \
          `invalid_grant`.",
    fault: Fault::at(&[Endpoint::Consent, Endpoint::Token])
        .request(|asked| {
            let code = asked.request.form_field("code").unwrap_or_default();
            let sent_to = asked.memory.get(&code).and_then(Value::as_str).map(str::to_owned);
            if let Some(redirect_uri) = sent_to {
                asked.request.set_form_field("redirect_uri", Some(&redirect_uri));
            }
        })
        .response(|answer| {
            let location =
                answer.response.headers.first("location").and_then(|location| Url::parse(location).ok());
            if let Some(mut location) = location
                && let Some(code) = query::value(&location, "code")
            {
                location.set_query(None);
                answer.memory.insert(code, json!(location));
            }
        }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (_, mut request) = redemption(session).await?;
    request.set_form_field("redirect_uri", Some("https://attacker.example/callback"));
    refused(session, request, "for another redirect URI").await
}
