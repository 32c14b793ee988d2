use super::{profiled, recognise, reissue, seen_in};
use crate::{prelude::*, query, spec::RFC9068};

pub(super) const CHECK: Check = Check {
    id: "token-audience-is-the-resource",
    title: "`aud` of an access token of the type `at+jwt` has the resource that was asked for",
    level: Should,
    spec: &[RFC9068.should("3").since(V2025_06_18), RFC8707.should("2").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "By its audience an endpoint tells the tokens that are for it from those for its neighbours. One that does not \
          name it is refused as soon as that is checked, and where it is not, a token for another service opens this one.",
    fix: "Write the `resource` of the request into `aud`. An authorization server that does not know the parameter has an \
          audience among its settings: Keycloak a mapper, Auth0 the API's identifier; make it the URL in the metadata.",
    fault: Fault::at(&[Endpoint::Token, Endpoint::Mcp, Endpoint::Revocation, Endpoint::Introspection])
        .request(recognise)
        .response(|answer| {
            reissue(answer, |jwt| jwt.with_claims(|claims| claims["aud"] = json!("account")));
        }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (tokens, jwt) = profiled(session).await?;
    let asked = tokens
        .approval
        .as_ref()
        .and_then(|approval| query::value(&approval.request.url, "resource"));
    let Some(asked) = asked else {
        return Err(inapplicable("the token was asked for without a resource"));
    };
    // A slash at the end is the printer's of URLs.
    let plain = |text: &str| text.trim_end_matches('/').to_owned();
    let audience = jwt.values("aud");
    let names_it = |named: &&str| plain(named) == plain(&asked);
    ensure(audience.iter().any(names_it), || {
        let finding = Finding::new(format!("`{asked}`"), format!("`{}`", jwt.claims["aud"]));
        seen_in(&tokens, finding)
    })
}
