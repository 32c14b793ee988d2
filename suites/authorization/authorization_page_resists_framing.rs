use super::page;
use crate::{content_security_policy::Policy, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "authorization-page-resists-framing",
    title: "no other site can show the authorization server's pages in a frame",
    level: Must,
    spec: &[RFC9700.must("4.16")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "A page that lays an invisible frame with the consent over a button of its own gets the click that \
          approves.",
    fix: "Send `Content-Security-Policy: frame-ancestors 'none'` with every page, and `X-Frame-Options: DENY` for \
          old browsers; in Next.js by `headers()` in its configuration. A `<meta>` has no such power.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        answer.response.headers.remove("x-frame-options");
        answer.response.headers.remove("content-security-policy");
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let page = page(session).await?;
    if page.redirect().is_some() {
        return Err(inapplicable(
            "the authorization endpoint shows no page of its own, it sends the browser elsewhere",
        ));
    }
    let headers = &page.response.headers;
    let policies = headers.all("content-security-policy").flat_map(Policy::parse_all);
    let mut restricted =
        policies.filter_map(|policy| Some(!policy.sources("frame-ancestors")?.contains(&"*".into())));
    let options = headers.first("x-frame-options").unwrap_or_default().trim().to_ascii_lowercase();
    ensure(
        restricted.any(|restricted| restricted) || ["deny", "sameorigin"].contains(&options.as_str()),
        || {
            let expected = "`frame-ancestors` in the `Content-Security-Policy`, or `X-Frame-Options`";
            Finding::new(expected, "neither, or one that allows all")
                .at_header(&page, "content-security-policy")
        },
    )
}
