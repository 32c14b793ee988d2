use crate::{prelude::*, steps::first_document};

pub(super) const CHECK: Check = Check {
    id: "server-metadata-of-an-unknown-issuer-is-not-found",
    title: "the location for an issuer that does not exist serves no other issuer's metadata",
    level: Must,
    spec: &[RFC8414.must("3.3")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "`issuer` is to be the identifier that led to the document. Where every path leads to the same document, a \
          typing error in `authorization_servers` goes unnoticed until a client compares the two, as mcp-remote does.",
    fix: "Match the path behind `/.well-known/oauth-authorization-server` exactly: no prefix route (Express \
          `app.use`), no catch-all segment (Next.js `[...path]`) without a look at what it caught.",
    fault: Fault::at(&[Endpoint::Elsewhere]).response(|answer| {
        let url = &answer.request.url;
        if url.path().ends_with(UNKNOWN) && url.path().contains(well_known::SERVER) {
            let issuer = url.origin().ascii_serialization();
            *answer.response = Response::json_with(200, &json!({ "issuer": issuer }));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A path that no issuer has; the same in each run, so that a server's log can be searched for it.
const UNKNOWN: &str = "claude-conformance-7d41b2c6";

async fn judge(session: &dyn Session) -> Judgement {
    super::document(session).await?;
    let mut issuer = session.issuer().await?;
    let path = format!("{}/{UNKNOWN}", issuer.path().trim_end_matches('/'));
    issuer.set_path(&path);
    let answers = session.metadata_answers(well_known::inserted(&issuer, well_known::SERVER)).await?;
    let Some(found) = first_document(&answers) else { return Ok(()) };
    let named = found.text("issuer");
    ensure(named.is_none_or(|named| named == issuer.as_str()), || {
        let observed = format!("the metadata of `{}`", named.unwrap_or_default());
        let finding = Finding::new(format!("status 404 for the issuer `{issuer}`"), observed);
        finding.at_body(&found.exchange, "/issuer")
    })
}
