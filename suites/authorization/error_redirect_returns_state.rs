use crate::{prelude::*, query, steps::UNSUPPORTED, violation::error_redirect};

pub(super) const CHECK: Check = Check {
    id: "error-redirect-returns-state",
    title: "the client's `state` comes back as it was sent with an error too",
    level: Must,
    spec: &[RFC6749.must("4.1.2.1")],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Registration,
    why: "The client finds its pending sign-in by `state`. Without it the error belongs to nobody, and the user is not \
          told why the sign-in failed.",
    fix: "Send `state` with each redirect to the client, decoded once and encoded once: `+`, `%`, `&` and `=` may \
          stand in it.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        let location = answer.response.headers.first("location").map(str::to_owned);
        let is_ours = answer.request.query("state").as_deref() == Some(UNSUPPORTED);
        if let Some(location) = location.filter(|_| is_ours) {
            answer.response.headers.set("location", location.replace("state=", "state=%25"));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, target) = error_redirect(session).await?;
    let state = query::value(&target, "state");
    ensure(state.as_deref() == Some(UNSUPPORTED), || {
        let observed = state.map_or("no `state`".into(), |state| format!("`{state}`"));
        Finding::new(format!("`{UNSUPPORTED}`"), observed).at_header(&exchange, "location")
    })
}
