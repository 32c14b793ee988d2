use super::{approval, at_callback, set_parameter};
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "callback-issuer-is-identical",
    title: "`iss` in the authorization response is the `issuer` of the metadata, character for character",
    level: Must,
    spec: &[RFC9207.must("2.3")],
    impact: Impact { web: Harmless, code: Breaks, mcp_remote: Breaks },
    asked_by: EachClient,
    needs: Tokens,
    why: "Claude Code and mcp-remote compare the two as strings and stop after the consent with `Issuer mismatch in \
          authorization response (RFC 9207)` (recorded). A trailing slash or another host name is enough.",
    fix: "Build `iss` and `issuer` from the same setting. Behind a proxy that setting is the public URL, not the \
          name under which the process sees itself.",
    fault: Fault::at(&[Endpoint::Consent])
        .response(|answer| set_parameter(answer, "iss", Some("https://elsewhere.example"))),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let approval = approval(session).await?;
    let Some(iss) = approval.callback.parameter("iss") else {
        return Err(inapplicable("the authorization response carries no `iss`"));
    };
    let metadata = session.server_metadata().await?;
    let missing = || Obstacle::step("authorization server metadata", "it names no `issuer`");
    let issuer = metadata.text("issuer").ok_or_else(missing)?;
    ensure(iss == issuer, || at_callback(Finding::new(format!("`{issuer}`"), format!("`{iss}`")), &approval))
}
