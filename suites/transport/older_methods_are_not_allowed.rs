use super::{speak_no_older_revision, stateless_only};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "older-methods-are-not-allowed",
    title: "a server that speaks MCP 2026-07-28 only answers GET and DELETE with status 405",
    level: Should,
    spec: &[MCP
        .should("basic/transports/streamable-http#earlier-streamable-http-revisions")
        .since(V2026_07_28)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "An older client asks for a stream, and ends its session, by these methods. Status 405 tells it that there \
          is neither; anything else reads as an error of the server.",
    fix: "Let the MCP path take POST only, and answer other methods with 405 and `Allow: POST`.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        speak_no_older_revision(answer);
        let authorized = answer.request.headers.first("authorization").is_some();
        if authorized && answer.request.method == "GET" {
            *answer.response = Response { status: 404, ..Response::default() };
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (control, _) = stateless_only(session).await?;
    for method in ["GET", "DELETE"] {
        let request = Request { method: method.into(), body: String::new(), ..control.request.clone() };
        let request =
            request.without("content-type").without("mcp-method").with("accept", "text/event-stream");
        let exchange = session.observe(request).await?;
        ensure(exchange.response.status == 405, || {
            let observed = format!("{} to {method}", exchange.summary());
            Finding::new("status 405", observed).at_status(&exchange)
        })?;
    }
    Ok(())
}
