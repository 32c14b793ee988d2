use super::{UNKNOWN_GRANT_TYPE, grants};
use crate::{json::answer, prelude::*, steps::dead_codes::lacks_a_code_only};

pub(super) const CHECK: Check = Check {
    id: "password-grant-is-unavailable",
    title: "the token endpoint takes no password of a person",
    level: Must,
    spec: &[RFC9700.must("2.4")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "With the password grant a person types the password into the client, and anybody who can register a \
          client can try passwords.",
    fix: "Switch the grant type `password` off. In Keycloak it is `Direct access grants` of each client.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        if answer.request.form_field("grant_type").as_deref() == Some("password") {
            *answer.response = Response::json_with(400, &json!({"error": "invalid_grant"}));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// `invalid_grant` says that the password was looked at, and was wrong.
async fn judge(session: &dyn Session) -> Judgement {
    let client = session.registration().await?;
    let mut request = session.sound_request(&client).await?;
    let mut control = request.clone();
    control.set_form_field("grant_type", Some(UNKNOWN_GRANT_TYPE));
    if lacks_a_code_only(&*session.observe(control).await?) {
        return Err(Obstacle::control("an unknown grant type is answered with `invalid_grant` too").into());
    }
    for (name, value) in [
        ("code", None),
        ("code_verifier", None),
        ("redirect_uri", None),
        ("grant_type", Some("password")),
        ("username", Some("claude-conformance")),
        ("password", Some("a-password-that-nobody-has")),
    ] {
        request.set_form_field(name, value);
    }
    let exchange = session.observe(request).await?;
    if exchange.response.status >= 500 {
        return Err(Obstacle::step("the token request", answer(&exchange)).into());
    }
    ensure(!lacks_a_code_only(&exchange) && !grants(&exchange), || {
        Finding::new("the error `unsupported_grant_type` or `unauthorized_client`", answer(&exchange))
            .at_body(&exchange, "/error")
    })
}
