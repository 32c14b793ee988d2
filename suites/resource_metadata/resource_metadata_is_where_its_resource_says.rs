use crate::{prelude::*, steps::first_document};

pub(super) const CHECK: Check = Check {
    id: "resource-metadata-is-where-its-resource-says",
    title: "the well-known location that is made from `resource` serves the metadata",
    level: Must,
    spec: &[RFC9728.must("3").since(V2025_06_18), RFC9728.must("3.1").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Who knows a resource by its identifier, from a token's audience or a list, finds its metadata by that rule \
          alone. The Claude clients start from the MCP URL and its challenge, so that a document elsewhere serves them \
          as well.",
    fix: "Put `/.well-known/oauth-protected-resource` between the host and the path of `resource`; for a bare host there \
          is no slash behind it. The document may be at the root as well.",
    fault: Fault::at(&[Endpoint::Mcp, Endpoint::ResourceMetadata]).response(|answer| {
        let value = answer.response.headers.first("www-authenticate").unwrap_or_default();
        let value =
            value.replacen("/oauth-protected-resource/mcp", "/oauth-protected-resource/mcp?by=challenge", 1);
        if answer.endpoint == Endpoint::Mcp && !value.is_empty() {
            answer.response.headers.set("www-authenticate", value);
        } else if answer.endpoint == Endpoint::ResourceMetadata && answer.request.url.query().is_none() {
            *answer.response = Response { status: 404, ..Response::default() };
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let named = document.url("resource").filter(|named| named.origin() == session.target().origin());
    let Some(resource) = named else {
        return Err(inapplicable("`resource` names nothing on the origin of the MCP URL"));
    };
    let locations = locations(&resource);
    for location in locations.clone() {
        let found = first_document(&session.metadata_answers(location).await?);
        if found.is_some_and(|found| found.text("resource") == document.text("resource")) {
            return Ok(());
        }
    }
    let expected = format!("the document at `{}`", locations[0]);
    let observed = format!("it is at `{}`", document.exchange.request.url);
    Err(Finding::new(expected, observed).at_body(&document.exchange, "/resource").into())
}

/// A slash at the end of a path belongs to the identifier (RFC 9728 §3.1); the SDKs leave it out.
fn locations(resource: &Url) -> Vec<Url> {
    let location = well_known::inserted(resource, well_known::RESOURCE);
    let mut with_slash = location.clone();
    with_slash.set_path(&format!("{}/", location.path()));
    let has_slash = well_known::has_path(resource) && resource.path().ends_with('/');
    [location].into_iter().chain(has_slash.then_some(with_slash)).collect()
}
