use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "server-key-set-states-its-use",
    title: "where the key set of the authorization server has keys for encryption, every key says what it is for",
    level: Must,
    spec: &[RFC8414.must("2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Who verifies a token tries the keys that may be for it. A key for encryption that passes for one for \
          signatures makes the MCP server refuse good tokens, or trust a key that was never meant for that.",
    fix: "Set `use` to `sig` or `enc` on every key behind `jwks_uri`; Keycloak and Entra do.",
    fault: Fault::at(&[Endpoint::KeySet]).response(|answer| {
        answer.edit_json(|body| {
            let Some(keys) = body["keys"].as_array_mut() else { return };
            let mut other = keys.first().cloned().unwrap_or_default();
            other["use"] = json!("enc");
            other["kid"] = json!("for-encryption");
            keys.iter_mut().filter_map(Value::as_object_mut).for_each(|key| {
                key.remove("use");
            });
            keys.push(other);
        });
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let Some(set) = session.key_set(&document).await? else {
        return Err(inapplicable("the metadata has no `jwks_uri`"));
    };
    if !set.keys.iter().any(|key| key["use"] == "enc") {
        return Err(inapplicable("the key set names no key for encryption"));
    }
    let silent = set.keys.iter().position(|key| key.get("use").is_none());
    silent.map_or(Ok(()), |at| {
        let finding = Finding::new("`use` on every key, since one is for encryption", "a key without `use`");
        Err(finding.at_body(&set.exchange, format!("/keys/{at}")).into())
    })
}
