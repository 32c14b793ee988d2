use crate::{prelude::*, steps::Ending};

pub(super) const CHECK: Check = Check {
    id: "authorization-without-scope-is-answered",
    title: "an authorization request without `scope` goes on with a default, or gets the error `invalid_scope`",
    level: Must,
    spec: &[RFC6749.must("3.3")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "A client that finds no scope in the challenge and the metadata asks for none. Where that ends in another \
          error, or in none, its user learns nothing.",
    fix: "Grant a default scope where none is asked for, or answer with `invalid_scope`.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        if answer.request.query("scope").unwrap_or_default().is_empty() {
            *answer.response = Response::html_with(500, "<p>scope is undefined");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let client = session.registration().await?;
    session.goes_on(&client).await?;
    let request = session.inspection_of(&client).await?.with("scope", None);
    let ending = session.ending(&request).await?;
    if ending.goes_on() || ending.error().as_deref() == Some("invalid_scope") {
        return Ok(());
    }
    if matches!(&ending, Ending::Stopped(exchange) if exchange.response.status < 500) {
        return Err(inapplicable(
            "the authorization endpoint tells the person of an error, and in words of its own",
        ));
    }
    let expected = "a page, or the error `invalid_scope`";
    Err(Finding::new(expected, ending.told()).at_status(ending.exchange()).into())
}
