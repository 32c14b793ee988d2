use super::{approved_for, profiled, recognise, redeemed_for, reissue};
use crate::{prelude::*, spec::RFC9068};

pub(super) const CHECK: Check = Check {
    id: "token-without-resource-names-an-audience",
    title: "an access token of the type `at+jwt` that was asked for without a resource has an audience all the same",
    level: Must,
    spec: &[RFC9068.must("3").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "A client that found no metadata sends no `resource`: Claude Code and mcp-remote do so where it is not at its \
          place (recorded). Without an audience its token is for everybody, or, at an endpoint that looks, for nobody.",
    fix: "Give the authorization server a default audience, the `resource` of the metadata.",
    fault: Fault::at(&[Endpoint::Token, Endpoint::Mcp, Endpoint::Revocation, Endpoint::Introspection])
        .request(recognise)
        .response(|answer| {
            let forget = |claims: &mut Value| {
                claims.as_object_mut().map(|claims| claims.remove("aud"));
            };
            if answer.request.form_field("resource").is_none() {
                reissue(answer, |jwt| jwt.with_claims(forget));
            }
        }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    profiled(session).await?;
    let refused = || inapplicable("the server issues no token without a resource");
    let approved = approved_for(session, None).await?.ok_or_else(refused)?;
    let (exchange, _, jwt) = redeemed_for(session, &approved, None).await?.ok_or_else(refused)?;
    ensure(!jwt.is_access_token() || jwt.values("aud").iter().any(|named| !named.is_empty()), || {
        Finding::new("an `aud`", "none").at_body(&exchange, "/access_token")
    })
}
