use super::updates;
use crate::{
    json::answer,
    prelude::*,
    registration::{echo_redirect_uris, overlook},
    spec::RFC7592,
    steps::list,
};

pub(super) const CHECK: Check = Check {
    id: "management-update-keeps-the-rules",
    title: "a changed registration keeps its identifier and obeys the rules of redirect URIs",
    level: Must,
    spec: &[RFC7592.must("2.2")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "What the registration endpoint refuses can otherwise be had by a detour: a client registers harmlessly, and \
          gives itself an unencrypted redirect URI afterwards.",
    fix: "Check a change by the code that checks a registration, and refuse a `client_id` that is not the client's.",
    fault: Fault::at(&[Endpoint::ClientConfiguration])
        .request(|asked| overlook(asked.request, "http://attacker.example/"))
        .response(echo_redirect_uris),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (managed, updates) = updates(session).await?;
    match updates.plain.response.status {
        200..=299 => {}
        403..=405 | 501 => return Err(inapplicable("the server takes no changes of a registration")),
        _ => return Err(Obstacle::control(format!("a change of nothing: {}", answer(&updates.plain))).into()),
    }
    let body = |exchange: &Exchange| {
        exchange.response.json().filter(|_| exchange.response.is_success()).unwrap_or_default()
    };
    let renamed = body(&updates.renamed)["client_id"].as_str().is_some_and(|id| id != managed.client_id);
    ensure(!renamed, || {
        Finding::new("status 400 for another `client_id`", "the client renamed")
            .at_body(&updates.renamed, "/client_id")
    })?;
    let unencrypted = body(&updates.unencrypted);
    let kept = list(&unencrypted, "redirect_uris").is_some_and(|uris| uris.contains(&super::UNENCRYPTED));
    ensure(!kept, || {
        Finding::new("status 400 for an unencrypted redirect URI", answer(&updates.unencrypted))
            .at_body(&updates.unencrypted, "/redirect_uris")
    })
}
