use super::{contact, keeps_pages_out, lets_in};
use crate::{prelude::*, spec::FETCH};

pub(super) const CHECK: Check = Check {
    id: "preflight-needs-no-token",
    title: "where web pages may call the MCP endpoint, the preflight before the call is answered without a token",
    level: Must,
    spec: &[FETCH.must("cors-preflight-fetch")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "A browser sends no token with a preflight, and takes a 401 for a no. So a server that answers pages and asks the \
          preflight for a token lets no page in: the MCP Inspector in its direct mode shows a CORS error.",
    fix: "Let the CORS layer answer OPTIONS before the layer that checks tokens: in Express and Starlette the order in which \
          they are added, in a gateway a route for OPTIONS without authorization.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.method == "OPTIONS" {
            answer.response.status = 401;
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (refusal, preflight) = contact(session).await?;
    if !lets_in(&refusal) {
        return Err(keeps_pages_out());
    }
    ensure(preflight.response.status != 401, || {
        Finding::new("a success without a token", preflight.summary()).at_status(&preflight)
    })
}
