use crate::{prelude::*, query, steps::INSPECTION, upstream};

pub(super) const CHECK: Check = Check {
    id: "upstream-state-is-fresh",
    title: "a server in front of another sends it a state of its own with each request",
    level: Must,
    spec: &[SECURITY_BEST_PRACTICES.must("required-protections")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "The state is all by which the server knows the person's browser again when the service behind sends it back. One \
          that is missing, always the same or chosen by the client lets a stranger finish the sign-in of somebody else.",
    fix: "Draw a random `state` for each request to the service behind, keep it with the browser's session, and refuse a \
          callback with any other.",
    fault: Fault::at(&[Endpoint::Authorization])
        .response(|answer| upstream::send_on(answer, "openid", |_| "the-same-for-all".into())),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, first) =
        upstream::request(session, "a-verifier-for-the-service-behind-that-nobody-needs").await?;
    let (_, second) =
        upstream::request(session, "another-verifier-for-the-service-behind-that-nobody-needs").await?;
    let state = |url: &Url| query::value(url, "state").filter(|state| !state.is_empty());
    let observed = match (state(&first), state(&second)) {
        (None, _) => "no `state`",
        (Some(state), _) if state == INSPECTION => "the client's own `state`",
        (first, second) if first == second => "the same `state` for two requests",
        _ => return Ok(()),
    };
    Err(Finding::new("a `state` that nobody could know", observed)
        .at_header(&exchange, "location")
        .into())
}
