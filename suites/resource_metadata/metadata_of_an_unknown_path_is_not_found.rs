use crate::{prelude::*, steps::first_document};

pub(super) const CHECK: Check = Check {
    id: "metadata-of-an-unknown-path-is-not-found",
    title: "the well-known location of a resource that is not there serves no other resource's metadata",
    level: Must,
    spec: &[RFC9728.must("7.3").since(V2025_06_18), RFC9728.must("3.3").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "A document is valid only where its `resource` is what the location was made from. One document for every path \
          leads a client of another endpoint on the same host to a sign-in that is not its own.",
    fix: "Answer with 404 behind `/.well-known/oauth-protected-resource` for paths that are no resource. A wildcard route \
          may serve the document with the `resource` that was asked for, if that is one.",
    fault: Fault::at(&[Endpoint::Elsewhere]).response(|answer| {
        if answer.request.url.path().starts_with("/.well-known/oauth-protected-resource/mcp/claude-") {
            let resource = answer.request.url.join("/mcp").expect("a path is a reference");
            *answer.response = Response::json_with(200, &json!({ "resource": resource }));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Nobody serves this; the same in each run, so that a server's log can be searched for it.
const UNKNOWN: &str = "claude-conformance-7d41b2c6";

async fn judge(session: &dyn Session) -> Judgement {
    super::document(session).await?;
    let mut unknown = session.target().clone();
    unknown.set_query(None);
    unknown.set_path(&format!("{}/{UNKNOWN}", session.target().path().trim_end_matches('/')));
    let answers = session.metadata_answers(well_known::inserted(&unknown, well_known::RESOURCE)).await?;
    let Some(document) = first_document(&answers) else { return Ok(()) };
    let named = document.text("resource");
    ensure(named.is_none() || document.url("resource").as_ref() == Some(&unknown), || {
        let expected = format!("status 404 at `{}`", answers[0].request.url);
        let observed = format!("metadata of `{}`", named.unwrap_or_default());
        Finding::new(expected, observed).at_body(&document.exchange, "/resource")
    })
}
