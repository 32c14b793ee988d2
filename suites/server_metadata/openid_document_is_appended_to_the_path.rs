use crate::{prelude::*, spec::OPENID_DISCOVERY, steps::first_document};

pub(super) const CHECK: Check = Check {
    id: "openid-document-is-appended-to-the-path",
    title: "the OpenID document of an issuer with a path is at that path",
    level: Must,
    spec: &[OPENID_DISCOVERY.must("ProviderConfig").since(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "OpenID clients append `/.well-known/openid-configuration` to the issuer and look nowhere else. The Claude \
          clients look at both locations.",
    fix: "Serve the document at `https://host/path/.well-known/openid-configuration` too, for the issuer \
          `https://host/path`.",
    fault: Fault::at(&[Endpoint::ResourceMetadata, Endpoint::RootResourceMetadata, Endpoint::Elsewhere])
        .request(|asked| {
            if asked.request.url.path() == "/.well-known/openid-configuration/tenant" {
                asked.request.url.set_path("/.well-known/openid-configuration");
            }
        })
        .response(|answer| {
            let origin = answer.request.url.origin().ascii_serialization();
            if answer.endpoint != Endpoint::Elsewhere {
                let servers = json!([origin, format!("{origin}/tenant")]);
                answer.set_member("authorization_servers", servers);
            }
        }),
    judge: |session| Box::pin(judge(session)),
};

/// How many of the listed issuers are looked at.
const FEW: usize = 3;

async fn judge(session: &dyn Session) -> Judgement {
    let metadata = session.unless_open(session.resource_metadata().await).await?;
    let listed = metadata.list("authorization_servers").unwrap_or_default();
    let issuers = listed.into_iter().filter_map(|issuer| Url::parse(issuer).ok());
    let mut is_provider = false;
    for issuer in issuers.filter(well_known::has_path).take(FEW) {
        let inserted = session.metadata_answers(well_known::inserted(&issuer, well_known::OPENID)).await?;
        let Some(document) = first_document(&inserted) else { continue };
        // Some serve plain OAuth metadata under this name, as RFC 8414 allows.
        if document.json.get("subject_types_supported").is_none() {
            continue;
        }
        is_provider = true;
        let location = well_known::appended(&issuer, well_known::OPENID);
        let appended = session.metadata_answers(location.clone()).await?;
        ensure(first_document(&appended).is_some(), || {
            let observed = format!("it is at `{}` only", document.exchange.request.url);
            let finding = Finding::new(format!("the document at `{location}`"), observed);
            appended.iter().fold(finding, |finding, exchange| finding.at_status(exchange))
        })?;
    }
    if is_provider { Ok(()) } else { Err(inapplicable("no issuer with a path has an OpenID document")) }
}
