use crate::{
    prelude::*,
    steps::{OTHER_PORT, changed},
    violation::{keeps_to_its_redirect_uris, native_client, refuse},
};

pub(super) const CHECK: Check = Check {
    id: "only-the-loopback-port-floats",
    title: "nothing but the port of a loopback redirect URI may differ from the registered one",
    level: Must,
    spec: &[RFC9700.must("2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "On a machine with several programs the path, the query and the name of the host say which of them gets the \
          code. A server that lets `localhost` pass as such gives it to any.",
    fix: "Compare scheme, host, path and query as strings, and leave out the port alone, of registered `http` URIs on \
          the loopback interface alone.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        let redirect_uri = answer.request.query("redirect_uri").unwrap_or_default();
        if answer.response.status == 400 && redirect_uri.ends_with("/callback/elsewhere") {
            refuse(answer, "invalid_request");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let client = native_client(session).await?;
    let with = |change: fn(&mut Url)| {
        changed(&client.redirect_uri, |uri| {
            uri.set_port(Some(OTHER_PORT)).expect("an http URL has a port");
            change(uri);
        })
    };
    let others = [
        with(|uri| uri.set_scheme("https").expect("as special as http")),
        with(|uri| uri.set_host(Some("[::1]")).expect("a host")),
        with(|uri| uri.set_query(Some("elsewhere=1"))),
        with(|uri| uri.set_path("/callback/elsewhere")),
    ];
    keeps_to_its_redirect_uris(session, &client, &others).await
}
