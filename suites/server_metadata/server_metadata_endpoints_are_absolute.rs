use crate::{oauth::resource::is_https_or_local, prelude::*, steps::Document};

pub(super) const CHECK: Check = Check {
    id: "server-metadata-endpoints-are-absolute",
    title: "the endpoints in the metadata are absolute https URLs without a fragment",
    level: Must,
    spec: &[RFC8414.must("2"), RFC6749.must("3.1"), OAUTH_2_1.must("1.5")],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Nothing,
    why: "A relative URL fails every client's schema. `http` on a public host is refused: Claude Code says so only \
          after the person has approved (`OAuth token requests MUST use TLS`, recorded). `localhost` or an inner host \
          is nothing that Claude Web can reach.",
    fix: "Build the URLs from the public address: let the framework trust the proxy's `X-Forwarded-Proto` and \
          `X-Forwarded-Host` (uvicorn `--proxy-headers`, Express `trust proxy`, Keycloak `--proxy-headers xforwarded` \
          with `--hostname`), or set the base URL.",
    fault: Fault::at(&[Endpoint::ServerMetadata]).response(|answer| {
        answer.edit_json(|body| {
            let endpoint = body["authorization_endpoint"].as_str().unwrap_or_default();
            body["authorization_endpoint"] = json!(format!("{endpoint}#here"));
        });
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    for (member, required) in
        [("authorization_endpoint", true), ("token_endpoint", true), ("registration_endpoint", false)]
    {
        ensure(is_usable(&document, member, required, session.target()), || {
            let observed = document.json.get(member).map_or("nothing".into(), |value| format!("`{value}`"));
            let expected = format!("`{member}` as an absolute https URL without a fragment");
            Finding::new(expected, observed).at_body(&document.exchange, format!("/{member}"))
        })?;
    }
    Ok(())
}

fn is_usable(document: &Document, member: &str, required: bool, target: &Url) -> bool {
    match document.json.get(member) {
        None | Some(Value::Null) => !required,
        Some(_) => document
            .url(member)
            .is_some_and(|url| is_https_or_local(&url, target) && url.fragment().is_none()),
    }
}
