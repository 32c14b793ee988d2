use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "accept-is-read-after-the-token",
    title: "a request without a token is answered with status 401, whatever it accepts",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Nothing,
    why: "Claude Web was seen to ask with `Accept: */*`. Where a 406 comes before the 401 it never sees the challenge, \
          and its user reads that the server cannot be reached (users' logs).",
    fix: "Put the check of the token in front of the transport, which reads `Accept`; and let the transport take `*/*`.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.headers.first("accept") == Some(NARROW) && answer.response.status == 401 {
            let error = json!({"code": -32000, "message": "Not Acceptable"});
            *answer.response =
                Response::json_with(406, &json!({"jsonrpc": "2.0", "id": null, "error": error}));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// What a client sends that does not think of event streams.
const NARROW: &str = "application/json";

async fn judge(session: &dyn Session) -> Judgement {
    let control = super::refusal(session).await?;
    for accept in ["*/*", NARROW] {
        let exchange = session.observe(control.request.clone().with("Accept", accept)).await?;
        ensure(exchange.response.status == 401, || {
            let observed = format!("{} for `Accept: {accept}`", exchange.summary());
            Finding::new("status 401", observed).at_status(&exchange)
        })?;
    }
    Ok(())
}
