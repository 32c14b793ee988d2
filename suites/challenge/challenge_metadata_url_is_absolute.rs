use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "challenge-metadata-url-is-absolute",
    title: "`resource_metadata` in the challenge is an absolute URL",
    level: Must,
    spec: &[RFC9728.must("5.1").since(V2025_06_18)],
    impact: Impact { web: Breaks, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Users found Claude Web dropping a relative one without a word. Claude Code (recorded) and mcp-remote leave \
          it aside and try the well-known paths.",
    fix: "Write scheme and host in front of the path, as the public sees them; behind a proxy take them from a \
          setting, not from the request.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        super::edit_pointer(answer, |url| Url::parse(url).map_or(String::new(), |url| url.path().into()));
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, bearer) = super::bearer(session).await?;
    let Some(pointer) = bearer.parameter("resource_metadata") else {
        return Err(inapplicable("the challenge names no `resource_metadata`"));
    };
    ensure(Url::parse(pointer).is_ok_and(|url| matches!(url.scheme(), "http" | "https")), || {
        Finding::new("an absolute URL", format!("`{pointer}`")).at_header(&exchange, "www-authenticate")
    })
}
