use crate::{
    fault::{Answered, Asked},
    prelude::*,
    steps::changed,
    violation::keeps_to_its_redirect_uris,
};

pub(super) const CHECK: Check = Check {
    id: "redirect-uri-matches-exactly",
    title: "a redirect URI is taken for a registered one only where the two are the same string",
    level: Must,
    spec: &[MCP.must("basic/authorization/security-considerations#open-redirection"), RFC9700.must("2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "A comparison by prefix or by host sends the code of an approval to any page of that host, and one page that \
          redirects further is enough to give it to an attacker.",
    fix: "Compare the whole string with each registered one, the port of a loopback URI excepted, and with no \
          wildcard, before a page is shown. In Keycloak take `*` out of the client's valid redirect URIs.",
    fault: Fault::at(&[Endpoint::Authorization, Endpoint::Consent])
        .request(shorten)
        .response(lengthen),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let client = session.registration().await?;
    let others = others(&client.redirect_uri);
    keeps_to_its_redirect_uris(session, &client, &others).await
}

/// From the crudest to what a comparison by prefix would let pass.
fn others(registered: &str) -> Vec<String> {
    let path = |url: &Url| url.path().to_owned();
    let mut others = vec![
        changed(registered, |url| url.set_path(&path(url).to_ascii_uppercase())),
        changed(registered, |url| url.set_path(&format!("{}/", path(url)))),
        changed(registered, |url| url.set_query(Some("other=1"))),
        changed(registered, |url| url.set_path(&format!("{}/other", path(url)))),
    ];
    if registered.starts_with("https:") {
        others.insert(0, changed(registered, |url| url.set_port(Some(8443)).expect("it has a host")));
    }
    others.retain(|other| other != registered);
    others
}

/// Lets a redirect URI pass that begins with the registered one.
fn shorten(asked: &mut Asked<'_>) {
    let redirect_uri = asked.request.query("redirect_uri").unwrap_or_default();
    if let Some(registered) = redirect_uri.strip_suffix("/other") {
        asked.request.set_query("redirect_uri", Some(registered));
    }
}

/// Sends the code to the longer one.
fn lengthen(answered: &mut Answered<'_>) {
    let redirect_uri = answered.request.query("redirect_uri").unwrap_or_default();
    let body = &mut answered.response.body;
    if redirect_uri.ends_with("/other") {
        *body = body.replacen("decision=approve", "decision=approve&amp;other=1", 1);
    }
    let location = answered.response.headers.first("location").map(str::to_owned).unwrap_or_default();
    if answered.request.query("other").is_some() {
        answered.response.headers.set("location", location.replacen('?', "/other?", 1));
    }
}
