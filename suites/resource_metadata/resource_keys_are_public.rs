use crate::{oauth::resource::is_https_or_local, prelude::*, spec::RFC7517};

pub(super) const CHECK: Check = Check {
    id: "resource-keys-are-public",
    title: "`jwks_uri` of the resource is an https URL of public keys, and mixed ones state their use",
    level: Must,
    spec: &[RFC9728.must("2").since(V2025_06_18), RFC7517.must("9.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Whoever reads a private key can sign as its owner. The Claude clients do not look at the keys of a resource.",
    fix: "Publish the public half of each key only, with `use` where some sign and some encrypt. A resource that signs \
          nothing leaves `jwks_uri` out: the keys of the tokens are the authorization server's.",
    fault: Fault::at(&[Endpoint::ResourceMetadata, Endpoint::KeySet]).response(|answer| {
        if answer.endpoint == Endpoint::ResourceMetadata {
            let keys = answer.request.url.join("/oauth/jwks?of=resource").expect("a path is a reference");
            answer.set_member("jwks_uri", json!(keys));
        } else if answer.request.url.query().is_some() {
            answer.edit_json(|body| body["keys"][0]["d"] = json!("a-private-key"));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// What only the owner of a key may know (RFC 7518 §6.2.2, §6.3.2, §6.4).
const PRIVATE: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let Some(named) = document.json.get("jwks_uri") else {
        return Err(inapplicable("the resource has no `jwks_uri`"));
    };
    let url = named.as_str().and_then(|text| Url::parse(text).ok());
    let Some(url) = url.filter(|url| is_https_or_local(url, session.target())) else {
        let finding = Finding::new("an https URL", format!("`{named}`"));
        return Err(finding.at_body(&document.exchange, "/jwks_uri").into());
    };
    let exchange = session.observe(session.metadata_request(url)).await?;
    let body = exchange.response.json().unwrap_or_default();
    let Some(keys) = body["keys"].as_array() else {
        return Err(Obstacle::step("the request for the resource's keys", exchange.summary()).into());
    };
    let encrypts = keys.iter().any(|key| key["use"] == "enc");
    for (at, key) in keys.iter().enumerate() {
        let private = PRIVATE.iter().find(|member| key.get(**member).is_some());
        let untold = encrypts && key.get("use").is_none();
        let observed = private
            .map(|member| format!("`{member}`"))
            .or_else(|| untold.then(|| "no `use`".to_owned()));
        if let Some(observed) = observed {
            let finding = Finding::new("a public key that states its use in a mixed set", observed);
            return Err(finding.at_body(&exchange, format!("/keys/{at}")).into());
        }
    }
    Ok(())
}
