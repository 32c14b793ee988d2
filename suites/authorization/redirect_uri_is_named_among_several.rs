use crate::{
    prelude::*,
    steps::Ending,
    violation::{is_refused_in_the_end, native_client},
};

pub(super) const CHECK: Check = Check {
    id: "redirect-uri-is-named-among-several",
    title: "a client with several redirect URIs has to say which",
    level: Must,
    spec: &[RFC6749.must("3.1.2.3")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "A server that chooses one itself sends the code to a place where nobody may be waiting for it, or somebody \
          else. The Claude clients always name theirs.",
    fix: "Show an error page where `redirect_uri` is missing and the client registered more than one.",
    fault: Fault::at(&[Endpoint::Authorization]).request(|asked| {
        if asked.request.query("redirect_uri").is_none() {
            asked.request.set_query("redirect_uri", Some("http://localhost:49152/callback"));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    const EXPECTED: &str = "an error page";
    let client = native_client(session).await?;
    session.goes_on(&client).await?;
    let request = session.inspection_of(&client).await?.with("redirect_uri", None);
    let ending = session.ending(&request).await?;
    let target = ending.exchange().redirect();
    let chosen = target.filter(|target| matches!(target.host_str(), Some("localhost" | "127.0.0.1")));
    match (&ending, chosen) {
        (Ending::Stopped(_), _) => return Ok(()),
        (Ending::Back(..), _) if ending.error().is_some() => return Ok(()),
        (_, Some(_)) => {
            let observed = "a redirect to one that the server chose";
            return Err(Finding::new(EXPECTED, observed).at_header(ending.exchange(), "location").into());
        }
        _ => {}
    }
    let request = session.authorization_request(&client).await?.with("redirect_uri", None);
    is_refused_in_the_end(session, EXPECTED, request).await
}
