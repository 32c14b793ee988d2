use crate::{prelude::*, steps::Ending, violation::UNKNOWN_RESOURCE};

pub(super) const CHECK: Check = Check {
    id: "several-resources-are-survivable",
    title: "an authorization request with two resources is granted or refused, and not answered with a 5xx status",
    level: May,
    spec: &[RFC8707.may("2").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "`resource` is the one parameter that may stand twice. A server that expects one value may break on a list. \
          The Claude clients send one.",
    fix: "Read `resource` as a list, and answer with the error `invalid_target` where it has more than you can grant \
          at once.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        let pairs = answer.request.url.query_pairs();
        if pairs.filter(|(name, _)| name == "resource").count() > 1 {
            *answer.response = Response::html_with(500, "<p>resource.split is not a function");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let client = session.registration().await?;
    session.goes_on(&client).await?;
    let mut request = session.inspection_of(&client).await?;
    request.url.query_pairs_mut().append_pair("resource", UNKNOWN_RESOURCE);
    let ending = session.ending(&request).await?;
    let breaks = matches!(&ending, Ending::Stopped(exchange) if exchange.response.status >= 500);
    ensure(!breaks, || {
        Finding::new("a page, or the error `invalid_target`", ending.told()).at_status(ending.exchange())
    })
}
