use crate::{
    prelude::*,
    violation::{keeps_to_its_redirect_uris, native_client, refuse},
};

pub(super) const CHECK: Check = Check {
    id: "loopback-look-alikes-are-refused",
    title: "a redirect URI whose host only looks like the loopback interface is not taken for it",
    level: Must,
    spec: &[RFC9700.must("4.1.3")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "`localhost.attacker.example` and `localhost@attacker.example` begin like the user's own machine and are \
          somebody else's: a rule for any port that compares beginnings sends codes there.",
    fix: "Parse the redirect URI, refuse one with user information, and compare its host with `localhost`, \
          `127.0.0.1` and `[::1]` as a whole.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        let redirect_uri = answer.request.query("redirect_uri").unwrap_or_default();
        if answer.response.status == 400 && redirect_uri.contains("//localhost.attacker.example") {
            refuse(answer, "invalid_request");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let client = native_client(session).await?;
    let others = [
        "http://127.0.0.1.attacker.example:49152/callback",
        "http://127.0.0.1:49152@attacker.example/callback",
        "http://localhost@attacker.example:49152/callback",
        "http://localhost.attacker.example:49152/callback",
    ];
    keeps_to_its_redirect_uris(session, &client, &others.map(str::to_owned)).await
}
