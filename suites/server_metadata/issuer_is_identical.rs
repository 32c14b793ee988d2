use crate::{prelude::*, steps::origin};

pub(super) const CHECK: Check = Check {
    id: "issuer-is-identical",
    title: "`issuer` is, character by character, the identifier that led to the document",
    level: Must,
    spec: &[RFC8414.must("3.3")],
    impact: Impact { web: Degrades, code: Harmless, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Nothing,
    why: "A document with another issuer may belong to an attacker, so mcp-remote stops with `IssuerMismatchError` \
          (recorded), and Claude Web can fail (documented; seen to connect). Claude Code 2.1.330 does not look \
          (recorded), while the SDK that it is built on does.",
    fix: "Write the same string into `authorization_servers` and `issuer`: scheme, host (`www` or not), port, path, \
          and the slash at the end, which Auth0 has and others have not. A proxy in front of another authorization \
          server serves metadata with an `issuer` of its own.",
    fault: Fault::at(&[Endpoint::ResourceMetadata]).response(|answer| {
        let origin = answer.request.url.origin().ascii_serialization();
        answer.set_member("authorization_servers", json!([format!("{origin}/")]));
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let issuer = document.text("issuer").unwrap_or_default();
    let resource = session.resource_metadata().await.ok();
    let listed = resource
        .as_ref()
        .and_then(|metadata| metadata.list("authorization_servers")?.first().copied());
    let guessed = origin(session.target());
    // Without a list the client guessed the origin, and nobody wrote down whether a slash belongs to it.
    let holds = match listed {
        Some(listed) => issuer == listed,
        None => Url::parse(issuer).is_ok_and(|issuer| issuer == guessed),
    };
    ensure(holds, || {
        let expected = format!("`{}`", listed.unwrap_or(guessed.as_str()));
        Finding::new(expected, format!("`{issuer}`")).at_body(&document.exchange, "/issuer")
    })
}
