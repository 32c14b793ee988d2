use crate::{consent::approval, oauth::token::ClientAuthentication, prelude::*, query, steps::back};

pub(super) const CHECK: Check = Check {
    id: "second-request-is-not-approved-silently",
    title: "a client that anybody can pose as does not get a second code without the person",
    level: Should,
    spec: &[OAUTH_2_1.should("7.3.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: EachClient,
    needs: Tokens,
    why: "A public client whose callback is on the person's own machine can be any program there: with the name of one \
          that was approved before it gets the tokens, and the person sees a window that opens and closes.",
    fix: "Show the consent page each time to clients without a secret whose redirect URI is on the loopback interface or \
          has a scheme of its own.",
    fault: Fault::at(&[Endpoint::Authorization, Endpoint::Consent]).response(|answer| {
        let cookies = answer.request.headers.first("cookie").unwrap_or_default();
        if answer.endpoint == Endpoint::Consent && answer.response.status == 302 {
            answer.response.headers.add("set-cookie", "approved=1; Path=/; HttpOnly");
        } else if answer.endpoint == Endpoint::Authorization && cookies.contains("approved=1") {
            let target = answer.request.query("redirect_uri").and_then(|target| Url::parse(&target).ok());
            let mut target = target.unwrap_or_else(|| answer.request.url.clone());
            query::set(&mut target, "code", Some("a-code-that-nobody-approved"));
            *answer.response = Response { status: 302, ..Response::default() };
            answer.response.headers.add("location", target);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// The second request comes from the browser in which the first was approved.
async fn judge(session: &dyn Session) -> Judgement {
    let approval = approval(session).await?;
    let registered = session.registration().await?;
    if registered.credentials.method != ClientAuthentication::None {
        return Err(inapplicable("the client has a secret to prove who it is"));
    }
    if registered.redirect_uri.starts_with("https:") {
        return Err(inapplicable("the callback is on a host of the client's own"));
    }
    let request = session.authorization_request(&registered).await?;
    let opening = Request::read(request.url.clone());
    let browsed = session.browse(opening, &approval.exchanges, &request).await?;
    let silent = browsed
        .last()
        .filter(|last| back(last, &request).is_some_and(|callback| callback.parameter("code").is_some()));
    ensure(silent.is_none(), || {
        let finding = Finding::new("a page that asks the person", "a code, without a page");
        silent.map_or(finding.clone(), |last| finding.at_header(last, "location"))
    })
}
