use std::net::{IpAddr, Ipv4Addr};

use crate::{address::is_public, fault::Site, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "addresses-are-public",
    title: "every IPv4 address of the hosts that a client connects to can be reached from anywhere",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Claude Web connects from Anthropic's network, and only to a host whose A records are all globally routable \
          (documented): one private address among public ones is enough. Its user reads that the server could not be \
          reached, and the server's log has no request. Claude Code and mcp-remote run where their user is.",
    fix: "Take private (10/8, 172.16/12, 192.168/16), shared (100.64/10, as Tailscale has them) and link-local \
          addresses out of the public DNS zone, and publish an internal server through a tunnel or a reverse proxy. \
          What is told here is what the resolver of this machine says: where public DNS says otherwise, run the test \
          from outside.",
    fault: Fault::at(&[]).site(Site {
        addresses: &[IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9)), IpAddr::V4(Ipv4Addr::new(100, 64, 0, 9))],
        ..Site::PUBLIC
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    session.stands_elsewhere().await?;
    for url in session.places().await {
        for address in session.addresses_of(&url).await? {
            ensure(!matches!(address, IpAddr::V4(address) if !is_public(address)), || {
                let host = url.host_str().unwrap_or_default();
                Finding::new(format!("public addresses of `{host}`"), format!("`{address}`"))
            })?;
        }
    }
    Ok(())
}
