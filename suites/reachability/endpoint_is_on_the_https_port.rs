use crate::{fault::Site, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "endpoint-is-on-the-https-port",
    title: "the MCP endpoint and what its metadata name for a client are on port 443",
    level: Interop,
    spec: &[],
    impact: Impact { web: Degrades, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Claude Web may not reach another port: its staff say 443 only (anthropics/claude-ai-mcp#5), and users whose \
          servers were on 8443, 6001 or 8123 saw no request arrive; a few saw such ports reached (#716, #546, #888). \
          Claude Code and mcp-remote run where their user is, and reach any port.",
    fix: "Serve on 443, by a reverse proxy or a tunnel in front. Tailscale Funnel: use its port 443 instead of 8443 or \
          10000. Then set the public URL of the server, so that its metadata name no other port.",
    fault: Fault::at(&[]).site(Site { has_usual_port: false, ..Site::PUBLIC }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    session.stands_elsewhere().await?;
    for url in session.places().await {
        let port = url.port_or_known_default().unwrap_or_default();
        ensure(port == 443, || Finding::new(format!("port 443 for `{url}`"), format!("port {port}")))?;
    }
    Ok(())
}
