use super::{accept_form, approve_by_form};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "submitted-form-is-not-sent-again",
    title: "a browser that has sent a form to the authorization server is not redirected with status 307",
    level: Must,
    spec: &[RFC9700.must("4.12")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "With 307 the browser sends the form again to where it is redirected, a password in it included. What that \
          does at the client's callback is another check's.",
    fix: "Redirect with 303 after a form. `NextResponse.redirect()` and Starlette's `RedirectResponse` send 307 unless \
          told otherwise.",
    fault: Fault::at(&[Endpoint::Authorization, Endpoint::Consent])
        .request(|asked| match asked.request.query("again") {
            // A HEAD leaves the consent as it is.
            None if asked.request.method == "POST" => asked.request.method = "HEAD".into(),
            _ => accept_form(asked),
        })
        .response(|answer| {
            approve_by_form(answer);
            if answer.request.method == "POST" && answer.request.query("again").is_none() {
                let mut target = answer.request.url.clone();
                target.query_pairs_mut().append_pair("again", "1");
                *answer.response = Response { status: 307, ..Response::default() };
                answer.response.headers.add("location", target);
            }
        }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let walk = session.walk().await;
    let approval = walk.approval.as_ref().ok_or_else(|| walk.ended_before("the approval"))?;
    let sent: Vec<_> =
        approval.exchanges.iter().filter(|exchange| exchange.request.method == "POST").collect();
    if sent.is_empty() {
        return Err(inapplicable("no form was sent on the way to the client"));
    }
    let repeated = sent.iter().find(|exchange| exchange.response.status == 307);
    repeated.map_or(Ok(()), |exchange| {
        let observed = format!("status 307 at `{}`", exchange.request.url.path());
        Err(Finding::new("status 303 after a form", observed).at_status(exchange).into())
    })
}
