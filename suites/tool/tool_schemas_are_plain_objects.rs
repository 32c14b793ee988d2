use super::tools;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "tool-schemas-are-plain-objects",
    title: "the `inputSchema` of each tool is of the type `object`, without `oneOf`, `anyOf` or `allOf` at its top",
    level: Interop,
    spec: &[],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Claude's API takes no other schema for the input of a tool. Claude Code was seen to drop such tools without a \
          word, and older releases to fail with each message once one of them was listed (users' threads). MCP itself \
          allows more.",
    fix: "Write one object with all properties, and say in the description which of them go together, or check that \
          when the tool is called. With zod a `z.union` or `z.discriminatedUnion` at the top comes out as `anyOf`: put \
          it below a property.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.body.contains("\"tools/list\"") {
            let body = &answer.response.body;
            answer.response.body = body.replacen("\"inputSchema\":{", "\"inputSchema\":{\"anyOf\":[],", 1);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// What combines schemas, and Claude's API takes below a property only.
const COMBINING: [&str; 3] = ["oneOf", "anyOf", "allOf"];

async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, tools) = tools(session).await?;
    for (at, tool) in tools.iter().enumerate() {
        let name = tool["name"].as_str().unwrap_or_default();
        let place = format!("/result/tools/{at}/inputSchema");
        let schema = &tool["inputSchema"];
        ensure(schema["type"] == "object", || {
            let observed = match &schema["type"] {
                Value::Null => format!("none for `{name}`"),
                kind => format!("`{kind}` for `{name}`"),
            };
            Finding::new("the type `object`", observed).at_body(&exchange, place.clone())
        })?;
        let combined = COMBINING.iter().find(|keyword| schema.get(keyword).is_some());
        ensure(combined.is_none(), || {
            let observed = format!("`{}` in the schema of `{name}`", combined.unwrap_or(&""));
            Finding::new("properties only at the top of the schema", observed).at_body(&exchange, place)
        })?;
    }
    Ok(())
}
