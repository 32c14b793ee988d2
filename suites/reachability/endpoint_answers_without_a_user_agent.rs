use crate::{edge, prelude::*, steps::contact::starts_sign_in};

pub(super) const CHECK: Check = Check {
    id: "endpoint-answers-without-a-user-agent",
    title: "a request without `User-Agent` is answered as one with it, at the MCP endpoint and at those of OAuth",
    level: Interop,
    spec: &[],
    impact: Impact { web: Harmless, code: Degrades, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "Builds of Claude Code from spring 2026 sent no user agent with their OAuth requests, and were met by a \
          firewall's page (anthropics/claude-code#47390). Version 2.1.330 sends one (recorded); whoever has not \
          updated is still locked out.",
    fix: "Take the rule against requests without a user agent off the MCP and OAuth paths. AWS WAF: exclude \
          `NoUserAgent_HEADER` of the common rule set there.",
    fault: Fault::at(&[Endpoint::Token, Endpoint::Registration]).response(|answer| {
        if answer.request.headers.first("user-agent").is_none() {
            *answer.response = Response::html_with(403, "<!doctype html><title>Forbidden</title>");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let control = session.anonymous().await?;
    if !starts_sign_in(&control) {
        return Err(Obstacle::control(format!("with a user agent it got {}", control.summary())).into());
    }
    let exchange = session.settle(session.anonymous_request().without("user-agent")).await?;
    ensure(starts_sign_in(&exchange), || {
        Finding::new(control.summary(), edge::told(&exchange)).at_status(&exchange)
    })?;
    for request in refused_requests(session).await {
        let Ok(control) = session.observe(request.clone()).await else { continue };
        let exchange = session.observe(request.without("user-agent")).await?;
        let is_alike = exchange.response.status == control.response.status;
        let is_its_own =
            exchange.response.json().is_some() && !matches!(exchange.response.status, 403 | 500..);
        ensure(is_alike || is_its_own || control.response.json().is_none(), || {
            let expected = format!("{} from `{}`", control.summary(), control.request.url);
            Finding::new(expected, edge::told(&exchange)).at_status(&exchange)
        })?;
    }
    Ok(())
}

/// A token request and a registration that a server refuses: nothing comes of them.
async fn refused_requests(session: &dyn Session) -> Vec<Request> {
    let token = session.unknown_code().await.map(|exchange| exchange.request.clone());
    let nothing_registered = json!({ "redirect_uris": [] });
    let registration = session.registration_request(&nothing_registered).await;
    [token, registration].into_iter().flatten().collect()
}
