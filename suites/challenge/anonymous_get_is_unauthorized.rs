use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "anonymous-get-is-unauthorized",
    title: "a GET without a token is answered with status 401, or 405 where there is no stream",
    level: Must,
    spec: &[
        MCP.must("basic/transports#listening-for-messages-from-the-server").until(V2025_11_25),
        MCP.must("basic/authorization#error-handling"),
        SECURITY_BEST_PRACTICES.must("session-hijacking").until(V2025_11_25),
    ],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Nothing,
    why: "A stream that opens without a token hands out what the server pushes. mcp-remote begins with this GET and \
          takes a success for an open server (recorded); Claude Code and Claude Web send none without a token.",
    fix: "Put the token check in front of every method of the MCP path, not of POST alone; where the server offers no \
          stream, answer GET with 405 and `Allow: POST`.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.method == "GET" && answer.request.headers.first("authorization").is_none() {
            *answer.response = Response { status: 500, ..Response::default() };
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    if session.anonymous().await?.response.is_success() {
        return Err(inapplicable("a POST needs no token to open a session here, so a GET needs none either"));
    }
    let exchange = session.settle(session.stream_request()).await?;
    let status = exchange.response.status;
    let has_no_stream = session.revision() == V2026_07_28 && matches!(status, 400..=499);
    ensure(matches!(status, 401 | 405) || has_no_stream, || {
        Finding::new("status 401 or 405", exchange.summary()).at_status(&exchange)
    })
}
