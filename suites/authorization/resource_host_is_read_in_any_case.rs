use crate::{
    prelude::*,
    violation::{for_resource, refuse, resource},
};

pub(super) const CHECK: Check = Check {
    id: "resource-host-is-read-in-any-case",
    title: "a `resource` with its scheme and host in capitals is the same resource",
    level: Should,
    spec: &[MCP.should("basic/authorization#canonical-server-uri").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Capitals in a host mean nothing, and users type them. The Claude clients send lower case whatever was typed.",
    fix: "Parse the URI before you compare it, or put scheme and host of both in lower case.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        if answer.request.query("resource").is_some_and(|resource| resource.starts_with("HTTP")) {
            refuse(answer, "invalid_target");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let resource = resource(session).await?;
    let Some((scheme, rest)) = resource.split_once("://") else {
        return Err(inapplicable("the resource is no URL with a host"));
    };
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let capitals = format!("{}://{}{path}", scheme.to_ascii_uppercase(), host.to_ascii_uppercase());
    let ending = for_resource(session, &capitals).await?;
    ensure(ending.goes_on(), || {
        let expected = format!("a page for `{capitals}`, as for `{resource}`");
        Finding::new(expected, ending.told()).at_status(ending.exchange())
    })
}
