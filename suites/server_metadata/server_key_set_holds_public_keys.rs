use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "server-key-set-holds-public-keys",
    title: "the key set of the authorization server holds public keys only",
    level: Must,
    spec: &[RFC7517.must("9.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Whoever reads a private or shared key signs tokens in the name of any user, and the MCP server cannot tell \
          them from real ones.",
    fix: "Publish the public half of each key (jose: `exportJWK(publicKey)`; Go: the `Public()` of the key), never the \
          file from which the server signs, and no key of the type `oct`. Replace every key that was published.",
    fault: Fault::at(&[Endpoint::KeySet]).response(|answer| {
        answer.edit_json(|body| body["keys"][0]["d"] = json!("the-private-half-of-the-key"));
    }),
    judge: |session| Box::pin(judge(session)),
};

/// The members of private and of shared keys (RFC 7518 §6.2.2, §6.3.2, §6.4.1).
const SECRET: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let Some(set) = session.key_set(&document).await? else {
        return Err(inapplicable("the metadata has no `jwks_uri`"));
    };
    for (at, key) in set.keys.iter().enumerate() {
        let told = SECRET.into_iter().find(|member| key.get(*member).is_some());
        if let Some(member) = told {
            let finding =
                Finding::new("public keys only", format!("a key with the secret member `{member}`"));
            return Err(finding.at_body(&set.exchange, format!("/keys/{at}")).into());
        }
    }
    Ok(())
}
