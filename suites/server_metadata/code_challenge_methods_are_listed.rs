use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "code-challenge-methods-are-listed",
    title: "`code_challenge_methods_supported` is there",
    level: Must,
    spec: &[MCP
        .must("basic/authorization/security-considerations#authorization-code-protection")
        .since(V2025_11_25)],
    impact: Impact { web: Degrades, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "MCP tells clients to refuse a server that does not list it. Claude Code and mcp-remote send S256 all the \
          same (recorded). For Claude Web the evidence is divided: documented to do so too, while users of Entra and \
          Cognito, which leave the member out, saw it never open the sign-in page.",
    fix: "Add `\"code_challenge_methods_supported\": [\"S256\"]`. Entra ID and Cognito verify S256 and do not say so: \
          serve metadata of your own in front of them that does.",
    fault: Fault::at(&[Endpoint::ServerMetadata])
        .response(|answer| answer.remove_member("code_challenge_methods_supported")),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    ensure(document.list("code_challenge_methods_supported").is_some(), || {
        Finding::new("`code_challenge_methods_supported`", "no such list").at_body(&document.exchange, "")
    })
}
