use super::session_opened;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "session-id-is-visible-ascii",
    title: "the id of a session is made of visible ASCII characters",
    level: Must,
    spec: &[MCP.must("basic/transports#session-management").until(V2025_11_25)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "A client sends the id back in a header field. What is not visible ASCII is cut, folded or refused on the \
          way, and the session is lost.",
    fix: "Take a UUID, or random bytes in hex or base64url.",
    fault: Fault::at(&[Endpoint::Mcp])
        .request(|asked| {
            let id = asked.request.headers.first("mcp-session-id").map(str::to_owned);
            if let Some(id) = id.as_deref().and_then(|id| id.strip_prefix(PREFIX)) {
                asked.request.headers.set("mcp-session-id", id);
            }
        })
        .response(|answer| {
            if let Some(id) = answer.response.headers.first("mcp-session-id") {
                let id = format!("{PREFIX}{id}");
                answer.response.headers.set("mcp-session-id", id);
            }
        }),
    judge: |session| Box::pin(judge(session)),
};

/// What the fault puts in front of each id.
const PREFIX: &str = "session no. ";

async fn judge(session: &dyn Session) -> Judgement {
    let (opening, id) = session_opened(session).await?;
    let hidden = id.chars().find(|char| !char.is_ascii_graphic());
    ensure(hidden.is_none(), || {
        let observed = format!("U+{:04X}", hidden.map_or(0, u32::from));
        Finding::new("characters from U+0021 to U+007E", observed)
            .at_header(&opening.exchange, "mcp-session-id")
    })
}
