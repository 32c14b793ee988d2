use super::stateless;
use crate::{prelude::*, steps::reworded};

pub(super) const CHECK: Check = Check {
    id: "tool-list-is-the-same-on-each-connection",
    title: "`tools/list` has the same tools each time that the same token asks",
    level: Must,
    spec: &[MCP.must("server/tools#capabilities").since(V2026_07_28)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Clients keep the list, and Claude Web asks from several machines. Where a list depends on the connection, \
          or on what was asked before on it, a tool is there at one moment and gone at the next.",
    fix: "Make the list from the token alone, on each replica alike, and register tools when the server starts \
          instead of when a session does.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.body.contains("\"once-again-2\"") {
            answer.edit_json(|body| {
                body["result"]["tools"].as_array_mut().and_then(Vec::pop);
            });
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let control = stateless(session).await?;
    let Some(expected) = names(&control) else {
        return Err(inapplicable("the server announces no tools"));
    };
    for again in ["once-again-1", "once-again-2"] {
        let exchange = session.send(reworded(&control, |message| message["id"] = json!(again))).await?;
        let Some(found) = names(&exchange) else {
            return Err(Obstacle::step("`tools/list`", exchange.summary()).into());
        };
        ensure(found == expected, || {
            let (expected, found) = (expected.len(), found.len());
            let observed = format!("{found} tools that are not all the same");
            Finding::new(format!("the {expected} tools of the first answer"), observed)
                .at_body(&exchange, "/result/tools")
        })?;
    }
    Ok(())
}

/// The names of the listed tools, in order of the alphabet.
fn names(exchange: &Exchange) -> Option<Vec<String>> {
    let body = exchange.response.json()?;
    let tools = body["result"]["tools"].as_array()?;
    let mut names: Vec<_> =
        tools.iter().filter_map(|tool| tool["name"].as_str()).map(str::to_owned).collect();
    names.sort_unstable();
    Some(names)
}
