use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "code-challenge-methods-include-s256",
    title: "`code_challenge_methods_supported`, where it is there, contains `S256`",
    level: Must,
    spec: &[RFC7636.must("4.2")],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Nothing,
    why: "Claude Code registers and then says `Incompatible auth server: does not support code challenge method S256` \
          (seen first-hand); mcp-remote has the same text in its source, and for Claude Web the flow is documented to \
          fail.",
    fix: "Support S256 and list it, in capitals.",
    fault: Fault::at(&[Endpoint::ServerMetadata])
        .response(|answer| answer.set_member("code_challenge_methods_supported", json!(["plain"]))),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let Some(listed) = document.list("code_challenge_methods_supported") else {
        return Err(inapplicable("the metadata has no `code_challenge_methods_supported`"));
    };
    ensure(listed.contains(&"S256"), || {
        let finding = Finding::new("`S256` in the list", format!("`{}`", json!(listed)));
        finding.at_body(&document.exchange, "/code_challenge_methods_supported")
    })
}
