use crate::{
    consent::{self, accept_forged, remember_ticket},
    cookies::{self, Cookie},
    exchange::Actor,
    prelude::*,
    steps::{back, by_browser},
};

pub(super) const CHECK: Check = Check {
    id: "consent-form-resists-forgery",
    title: "an approval that another site makes the browser send is not taken for the person's",
    level: Must,
    spec: &[RFC6749.must("10.12")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "Any page that a signed-in person visits can send the form in their name: a stranger's client gets a code for \
          their account, and nobody has seen the consent page.",
    fix: "Put a value that nobody can guess into the form, bound to the browser's session, and refuse an approval without \
          it; set the session's cookie `SameSite=Lax` as well, and take the decision by POST.",
    fault: Fault::at(&[Endpoint::Authorization, Endpoint::Consent])
        .request(accept_forged)
        .response(remember_ticket),
    judge: |session| Box::pin(judge(session)),
};

/// What another site can send: the cookies that browsers let it, what was in the authorization request, and plain words.
/// Whatever else the consent page holds it has to guess.
async fn judge(session: &dyn Session) -> Judgement {
    session.tokens().await?;
    let client = session.applicant().await?;
    let request = session.authorization_request(&client).await?;
    let page = consent::asked(session, request, Vec::new()).await?;
    let seen = page.exchanges.iter().map(AsRef::as_ref);
    let cookies = cookies::for_url(seen, &page.approve.url);
    if cookies.is_empty() {
        return Err(inapplicable(
            "the approval hangs on no cookie: the server does not know whose browser it is",
        ));
    }
    let mut forged = by_browser(page.approve.clone())
        .with("Origin", "https://attacker.example")
        .with("Sec-Fetch-Site", "cross-site");
    consent::guess(&mut forged, &page.request.url);
    // What a browser sends in the place of a secret is one to a recording; this was made up.
    forged.by = Actor::Client;
    let sent: Vec<Cookie> =
        cookies.into_iter().filter(|cookie| !cookie.stays_at_home(&forged.method)).collect();
    if let Some(field) = cookies::field(&sent) {
        forged = forged.with("Cookie", field);
    }
    let exchange = session.send(forged).await?;
    let callback = back(&exchange, &page.request);
    ensure(callback.is_none_or(|callback| callback.parameter("code").is_none()), || {
        let observed = "a code for a request with the browser's cookies and none of the page's own values";
        Finding::new("a refusal", observed).at_header(&exchange, "location")
    })
}
