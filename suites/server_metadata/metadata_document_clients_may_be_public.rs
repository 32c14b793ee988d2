use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "metadata-document-clients-may-be-public",
    title: "a server that takes client ID metadata documents lists `none` as an authentication method",
    level: Interop,
    spec: &[],
    impact: Impact { web: Degrades, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "The clients that Claude's documents describe are public. Claude Web uses its document only where `none` is \
          listed beside the flag (documented); otherwise it registers anew, without a word, and fails where nobody can \
          register. Claude Code looks at the flag alone (recorded).",
    fix: "Add `none` to `token_endpoint_auth_methods_supported`, and accept token requests of these clients with a \
          `client_id` and PKCE alone.",
    fault: Fault::at(&[Endpoint::ServerMetadata])
        .response(|answer| {
            answer.set_member(MEMBER, json!(["client_secret_post", "client_secret_basic"]));
        })
        .before_documents(),
    judge: |session| Box::pin(judge(session)),
};

const MEMBER: &str = "token_endpoint_auth_methods_supported";

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    if document.json["client_id_metadata_document_supported"] != true {
        return Err(inapplicable("the metadata does not announce client ID metadata documents"));
    }
    let listed = document.list(MEMBER);
    ensure(listed.as_ref().is_some_and(|listed| listed.contains(&"none")), || {
        let observed = listed.map_or("no such list".into(), |listed| format!("`{}`", json!(listed)));
        let finding = Finding::new(format!("`none` in `{MEMBER}`"), observed);
        finding.at_body(&document.exchange, super::pointer(&document, MEMBER))
    })
}
