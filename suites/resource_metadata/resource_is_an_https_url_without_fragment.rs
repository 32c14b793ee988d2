use crate::{oauth::resource::is_https_or_local, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "resource-is-an-https-url-without-fragment",
    title: "`resource` is an https URL and has no fragment",
    level: Must,
    spec: &[RFC9728.must("1.2").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "The clients send the identifier along as `resource`, and an authorization server has to answer \
          `invalid_target` to one with a fragment. Over plain http anybody on the way can answer in the server's place.",
    fix: "Name the public https URL of the MCP endpoint, and nothing behind `#`. Behind a proxy that ends TLS, build it \
          from the public URL and not from the request as it arrives.",
    fault: Fault::at(&[Endpoint::ResourceMetadata, Endpoint::Authorization, Endpoint::Token])
        .request(|asked| {
            super::correct_resource(asked, |named| named.split('#').next().unwrap_or_default().to_owned());
        })
        .response(|answer| super::rename_resource(answer, |resource| format!("{resource}#mcp"))),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let Some(resource) = document.url("resource") else {
        return Err(Obstacle::step("protected resource metadata", "it names no absolute `resource`").into());
    };
    let is_identifier = is_https_or_local(&resource, session.target()) && resource.fragment().is_none();
    ensure(is_identifier, || {
        let finding = Finding::new("an https URL without fragment", format!("`{resource}`"));
        finding.at_body(&document.exchange, "/resource")
    })
}
