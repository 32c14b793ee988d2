use std::net::{IpAddr, Ipv6Addr};

use crate::{fault::Site, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "host-has-an-ipv4-address",
    title: "each host that a client connects to has an IPv4 address",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Claude Web reaches servers by IPv4 only (documented). A host with AAAA records alone cannot be reached, be \
          it the MCP endpoint's or that of the authorization server; the person's browser, which opens the sign-in \
          page, minds neither.",
    fix: "Add an A record for the host, or put a proxy in front that has an IPv4 address, as content delivery networks do \
          by themselves.",
    fault: Fault::at(&[]).site(Site {
        addresses: &[IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 9))],
        ..Site::PUBLIC
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    session.stands_elsewhere().await?;
    for url in session.places().await {
        let addresses = session.addresses_of(&url).await?;
        ensure(addresses.iter().any(IpAddr::is_ipv4), || {
            let host = url.host_str().unwrap_or_default();
            let told: Vec<_> = addresses.iter().map(|address| format!("`{address}`")).collect();
            Finding::new(format!("an IPv4 address of `{host}`"), told.join(", "))
        })?;
    }
    Ok(())
}
