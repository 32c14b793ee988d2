use super::{contact, keeps_pages_out, lets_in, lists};
use crate::{prelude::*, spec::RFC9449};

pub(super) const CHECK: Check = Check {
    id: "challenge-is-exposed-to-web-pages",
    title: "a web page that may read the 401 may read its `WWW-Authenticate` too",
    level: Should,
    spec: &[RFC9449.should("7.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "A browser hides header fields that the answer does not expose. A client in a web page then sees a 401 without \
          a challenge, and looks for the metadata at the well-known places only. RFC 9449 says it of DPoP; a Bearer \
          challenge is hidden in the same way.",
    fix: "Send `Access-Control-Expose-Headers: WWW-Authenticate, Mcp-Session-Id` with each answer, the 401 included.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        answer.response.headers.remove("access-control-expose-headers");
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (refusal, _) = contact(session).await?;
    if !lets_in(&refusal) {
        return Err(keeps_pages_out());
    }
    let field = "access-control-expose-headers";
    ensure(lists(&refusal, field, "www-authenticate") || lists(&refusal, field, "*"), || {
        let expected = "`WWW-Authenticate` in `Access-Control-Expose-Headers`";
        let value = refusal.response.headers.first(field);
        let told = value.map_or("no such field".to_owned(), |value| format!("`{value}`"));
        Finding::new(expected, told).at_header(&refusal, field)
    })
}
