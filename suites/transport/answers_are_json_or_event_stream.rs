use crate::{prelude::*, steps::reworded};

pub(super) const CHECK: Check = Check {
    id: "answers-are-json-or-event-stream",
    title: "a request is answered with `application/json` or `text/event-stream`",
    level: Must,
    spec: &[
        MCP.must("basic/transports#sending-messages-to-the-server").until(V2025_11_25),
        MCP.must("basic/transports/streamable-http#sending-messages").since(V2026_07_28),
    ],
    impact: Impact { web: Harmless, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Tokens,
    why: "Clients read the media type to tell one object from a stream. The SDK for TypeScript, on which mcp-remote \
          and Claude Code are built, gives up on any other (`Unexpected content type`), whatever the body holds.",
    fix: "Send `Content-Type: application/json` with the JSON, or `text/event-stream` with the events. Where the \
          application does, look for a proxy or a compressing layer that writes the field anew.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.body.contains(TYPED) && answer.response.is_success() {
            answer.response.headers.set("content-type", "text/plain");
            let json = answer.response.json().unwrap_or_default();
            answer.response.body = json.to_string();
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// The id of the request that is judged beside `initialize`.
const TYPED: &str = "of-which-type";

async fn judge(session: &dyn Session) -> Judgement {
    let greeting = session.greeting().await?;
    let mut answers = vec![greeting];
    if let Ok(list) = session.accepted_list().await {
        answers.push(session.observe(reworded(&list, |message| message["id"] = json!(TYPED))).await?);
    }
    for exchange in answers.iter().filter(|exchange| exchange.response.is_success()) {
        let media_type = exchange.response.media_type();
        ensure(matches!(media_type.as_str(), "application/json" | "text/event-stream"), || {
            let observed = if media_type.is_empty() { "none".into() } else { format!("`{media_type}`") };
            Finding::new("`application/json` or `text/event-stream`", observed)
                .at_header(exchange, "content-type")
        })?;
    }
    Ok(())
}
