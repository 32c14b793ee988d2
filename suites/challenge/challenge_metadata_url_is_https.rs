use crate::{oauth::resource::is_loopback, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "challenge-metadata-url-is-https",
    title: "`resource_metadata` in the challenge is an https URL",
    level: Must,
    spec: &[OAUTH_2_1.must("1.5"), RFC9728.must("7.1").since(V2025_06_18)],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Nothing,
    why: "The URL of an inner host, or of `http` behind a proxy that ends TLS, leads the client nowhere, and it takes \
          the URL in the challenge for the only one. Claude Web wants https (documented); users report the same end \
          for the other clients.",
    fix: "Build the URL from the public address. Behind a proxy trust `X-Forwarded-Proto` and `X-Forwarded-Host` of \
          that proxy alone, or set the base URL: uvicorn `--proxy-headers`, Express `trust proxy`, FastMCP `base_url`, \
          ASP.NET `UseForwardedHeaders`.",
    fault: Fault::at(&[Endpoint::Mcp])
        .response(|answer| super::edit_pointer(answer, |_| "http://metadata.invalid/document".into())),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = super::refusal(session).await?;
    let Some(pointer) = session.pointer().await? else {
        return Err(inapplicable("the challenge names no absolute `resource_metadata`"));
    };
    if is_loopback(session.target()) && is_loopback(&pointer) {
        return Err(inapplicable("the server is on the loopback interface, where https is not asked for"));
    }
    ensure(pointer.scheme() == "https", || {
        Finding::new("an https URL", format!("`{pointer}`")).at_header(&exchange, "www-authenticate")
    })
}
