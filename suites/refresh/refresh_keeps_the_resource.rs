use super::{changed_refresh, is_refresh};
use crate::{
    oauth::claims,
    prelude::*,
    steps::grants::{OTHER_RESOURCE, Renewal, granted},
};

pub(super) const CHECK: Check = Check {
    id: "refresh-keeps-the-resource",
    title: "a refresh for another resource brings no token for that resource",
    level: Must,
    spec: &[OAUTH_2_1.must("3.2.3").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "The person approved access to one server. With its refresh token a client could get tokens for any other \
          that trusts the same authorization server.",
    fix: "Keep the `resource` that was approved with the refresh token, and answer another with `invalid_target`. Do \
          accept the same one: the Claude clients send it with each refresh.",
    fault: Fault::at(&[Endpoint::Token]).response(|answer| {
        if is_refresh(answer) && answer.request.form_field("resource").as_deref() == Some(OTHER_RESOURCE) {
            // A JWT with `{"aud":"https://another-resource.example/mcp"}`, signed by nobody.
            let token =
                "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL2Fub3RoZXItcmVzb3VyY2UuZXhhbXBsZS9tY3AifQ.c2ln";
            *answer.response =
                Response::json_with(200, &json!({"access_token": token, "token_type": "Bearer"}));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A server may refuse, or ignore `resource` and answer for the one that was approved.
async fn judge(session: &dyn Session) -> Judgement {
    let exchange = changed_refresh(session, Renewal::Elsewhere).await?;
    let Some(grant) = granted(&exchange) else { return Ok(()) };
    let claims = claims::of(grant.access_token.reveal());
    let claims = claims.ok_or_else(|| inapplicable("the refreshed token does not show what it is for"))?;
    let audience = claims::strings(&claims, "aud").unwrap_or_default();
    ensure(!audience.contains(&OTHER_RESOURCE), || {
        Finding::new(
            "`invalid_target`, or a token for the approved resource",
            format!("`aud` is `{OTHER_RESOURCE}`"),
        )
        .at_body(&exchange, "/access_token")
    })
}
