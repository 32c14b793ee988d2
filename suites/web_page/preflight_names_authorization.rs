use super::{contact, keeps_pages_out, lets_in, lists};
use crate::{prelude::*, spec::FETCH};

pub(super) const CHECK: Check = Check {
    id: "preflight-names-authorization",
    title: "a preflight that lets web pages in names `Authorization` among the header fields allowed",
    level: Must,
    spec: &[FETCH.must("http-access-control-allow-headers")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "A `*` in `Access-Control-Allow-Headers` covers every field but `Authorization`. A client in a web page signs in, \
          and then its browser keeps back the request with the token.",
    fix: "Name it: `Access-Control-Allow-Headers: Authorization, Content-Type, MCP-Protocol-Version, Mcp-Session-Id`, or give \
          back what `Access-Control-Request-Headers` asks for.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.method == "OPTIONS" {
            answer.response.headers.set("access-control-allow-headers", "*");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (_, preflight) = contact(session).await?;
    if !(preflight.response.is_success() && lets_in(&preflight)) {
        return Err(keeps_pages_out());
    }
    ensure(lists(&preflight, "access-control-allow-headers", "authorization"), || {
        let field = preflight.response.headers.first("access-control-allow-headers");
        let told = field.map_or("no such field".to_owned(), |value| format!("`{value}`"));
        let finding = Finding::new("`Authorization` in `Access-Control-Allow-Headers`", told);
        finding.at_header(&preflight, "access-control-allow-headers")
    })
}
