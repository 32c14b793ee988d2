use super::set_parameter;
use crate::{consent::asked, prelude::*, steps::back};

pub(super) const CHECK: Check = Check {
    id: "denial-comes-back-as-access-denied",
    title: "a person who declines is sent back to the client with `access_denied` and the state",
    level: Must,
    spec: &[RFC6749.must("4.1.2.1")],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "A client that is not told waits for a callback that does not come, or tells its user of a missing `code` (a \
          user's log) where the user knows better.",
    fix: "Answer the control that declines with a redirect to the redirect URI, with `error=access_denied` and the \
          `state` of the request.",
    fault: Fault::at(&[Endpoint::Consent]).response(|answer| {
        if answer.request.query("decision").as_deref() == Some("deny") {
            set_parameter(answer, "error", None);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let registered = session.applicant().await?;
    let request = session.authorization_request(&registered).await?;
    let consent = asked(session, request, Vec::new()).await?;
    let Some(decline) = consent.decline.clone() else {
        return Err(inapplicable("the consent page has no control that declines without a script"));
    };
    let browsed = session.browse(decline, &consent.exchanges, &consent.request).await?;
    let expected = "a redirect to the client with `error=access_denied` and the `state`";
    let Some(last) = browsed.last() else { return Ok(()) };
    let Some(callback) = back(last, &consent.request) else {
        let page = &last.response;
        let may_go_on = ["<script", "<form", "refresh"].iter().any(|way| page.body.contains(way));
        if last.redirect().is_some() || (page.is_success() && may_go_on) {
            return Err(Obstacle::unknown(
                "after the decline the browser is led where the harness does not follow",
            )
            .into());
        }
        return Err(Finding::new(expected, last.summary()).at_status(last).into());
    };
    let error = callback
        .parameter("error")
        .map_or("no `error`".into(), |error| format!("the error `{error}`"));
    let returned = callback.parameter("state") == Some(&consent.request.state);
    let state = if returned { "" } else { ", and not the `state` that was sent" };
    ensure(callback.parameter("error") == Some("access_denied") && returned, || {
        Finding::new(expected, format!("{error}{state}")).at_header(last, "location")
    })
}
