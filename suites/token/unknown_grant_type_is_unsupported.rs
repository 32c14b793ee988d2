use super::UNKNOWN_GRANT_TYPE;
use crate::{
    json::{answer, error_code},
    prelude::*,
};

pub(super) const CHECK: Check = Check {
    id: "unknown-grant-type-is-unsupported",
    title: "an unknown grant type is `unsupported_grant_type`, and a missing one an error as well",
    level: Must,
    spec: &[RFC6749.must("5.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "A client that can use several grants tries the next where one is not supported. Any other error tells it \
          that its request was wrong.",
    fix: "Look at `grant_type` first, and answer one that you do not know with 400 and `unsupported_grant_type`, a \
          missing one with `invalid_request`. The SDK for Python validates the body as a whole and says \
          `invalid_request` to both.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        if error_code(answer.response).as_deref() == Some("unsupported_grant_type") {
            answer.set_member("error", json!("invalid_request"));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// `unauthorized_client` is right where the client is asked first what it may use.
async fn judge(session: &dyn Session) -> Judgement {
    let client = session.registration().await?;
    let sound = session.sound_request(&client).await?;
    for (grant_type, right) in [
        (Some(UNKNOWN_GRANT_TYPE), ["unsupported_grant_type", "unauthorized_client"]),
        (None, ["invalid_request", "unsupported_grant_type"]),
    ] {
        let mut request = sound.clone();
        request.set_form_field("grant_type", grant_type);
        let exchange = session.observe(request).await?;
        let error = error_code(&exchange.response).unwrap_or_default();
        let kind = if grant_type.is_some() { "an unknown" } else { "a missing" };
        ensure(right.contains(&error.as_str()), || {
            Finding::new(format!("the error `{}` for {kind} grant type", right[0]), answer(&exchange))
                .at_body(&exchange, "/error")
        })?;
    }
    Ok(())
}
