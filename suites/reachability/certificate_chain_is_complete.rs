use crate::{fault::Site, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "certificate-chain-is-complete",
    title: "the certificates sent in the TLS handshake lead from the host to a public authority",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: Anyone,
    needs: Nothing,
    why: "A client trusts what it can follow to an authority that it knows, by the certificates that the server sends. \
          Browsers and some systems fetch an intermediate certificate that is missing, so that the URL opens in a \
          browser while no client connects: Claude Web speaks of a server configuration issue (users' threads).",
    fix: "Send the leaf and the intermediates. nginx: `ssl_certificate` with `fullchain.pem` and not `cert.pem`; Apache: \
          the same in `SSLCertificateFile`. Renew what has expired, and have the certificate name the host exactly. A \
          self-signed one serves no client without its own settings.",
    fault: Fault::at(&[]).site(Site { is_trusted: false, ..Site::PUBLIC }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    session.stands_elsewhere().await?;
    if session.target().scheme() != "https" {
        return Err(inapplicable("the MCP URL is no https URL"));
    }
    let places = session.places().await;
    for url in places.into_iter().filter(|url| url.scheme() == "https") {
        let handshake = session.handshake(url.clone()).await?;
        if let Some(distrust) = handshake.distrust {
            let host = url.host_str().unwrap_or_default();
            let sent = match handshake.certificates {
                1 => "1 certificate sent".to_owned(),
                count => format!("{count} certificates sent"),
            };
            let expected = format!("certificates for `{host}` up to a known authority");
            return Err(Finding::new(expected, format!("{distrust} ({sent})")).into());
        }
    }
    Ok(())
}
