use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "authorization-ignores-unknown-parameters",
    title: "an authorization request with a parameter that nobody knows is answered as without it",
    level: Must,
    spec: &[RFC6749.must("3.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Clients add parameters as OAuth grows: `resource` came that way, and servers that refused it had no Claude \
          users until they were mended.",
    fix: "Read the parameters that you know and ignore the rest. A validation that forbids additional members is \
          meant for your own API.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        if answer.request.query("unheard_of").is_some() {
            *answer.response = Response::html_with(400, "<p>unexpected parameter");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let client = session.registration().await?;
    session.goes_on(&client).await?;
    let request = session.inspection_of(&client).await?.with("unheard_of", Some("1"));
    let ending = session.ending(&request).await?;
    ensure(ending.goes_on(), || {
        Finding::new("a page, as without the parameter `unheard_of`", ending.told())
            .at_status(ending.exchange())
    })
}
