use crate::{oauth::resource::is_https_or_local, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "authorization-servers-are-listed",
    title: "`authorization_servers` lists at least one issuer: an https URL without query and fragment",
    level: Must,
    spec: &[
        MCP.must("basic/authorization/authorization-server-discovery#authorization-server-location")
            .since(V2025_06_18),
        RFC8414.must("2").since(V2025_06_18),
    ],
    impact: Impact { web: Breaks, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Nothing,
    why: "Each client takes the first entry. Without one, Claude Code and mcp-remote guess the host of the MCP URL \
          (recorded), which works only where the authorization server is there; objects in place of strings make them \
          discard the document. Claude Web's models demand the member (inferred).",
    fix: "List issuer identifiers as strings, character by character the `issuer` of the authorization server \
          metadata: not the URL of the metadata, not that of an endpoint.",
    fault: Fault::at(&[Endpoint::ResourceMetadata])
        .response(|answer| answer.remove_member("authorization_servers")),
    judge: |session| Box::pin(judge(session)),
};

const MEMBER: &str = "authorization_servers";

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let finding = |pointer: String, observed: String| {
        let expected = "an array of https URLs without query and fragment";
        Finding::new(expected, observed).at_body(&document.exchange, pointer)
    };
    let listed = document.json.get(MEMBER).and_then(Value::as_array);
    let Some(listed) = listed.filter(|listed| !listed.is_empty()) else {
        let observed =
            document.json.get(MEMBER).map_or(format!("no `{MEMBER}`"), |value| format!("`{value}`"));
        return Err(finding(String::new(), observed).into());
    };
    let is_issuer = |url: Url| {
        is_https_or_local(&url, session.target()) && url.query().is_none() && url.fragment().is_none()
    };
    for (at, entry) in listed.iter().enumerate() {
        let issuer = entry.as_str().and_then(|text| Url::parse(text).ok());
        ensure(issuer.is_some_and(is_issuer), || finding(format!("/{MEMBER}/{at}"), format!("`{entry}`")))?;
    }
    Ok(())
}
