use super::{departure, other_name};
use crate::{
    edge,
    prelude::*,
    steps::contact::{speaks_mcp, starts_sign_in},
};

pub(super) const CHECK: Check = Check {
    id: "endpoint-answers-with-and-without-a-slash",
    title: "the MCP URL starts the sign-in, and its twin with the slash at the end does the same or leads nowhere else",
    level: Interop,
    spec: &[],
    impact: Impact { web: Degrades, code: Degrades, mcp_remote: Degrades },
    asked_by: Anyone,
    needs: Nothing,
    why: "People copy the URL with the slash and without. Where only one form starts the sign-in, where the other is \
          redirected to plain `http` before it, or where the rule of a load balancer covers `/mcp/*` and not `/mcp`, half \
          of them do not connect, and none of them sees that a slash is why. An endpoint that opens under its other \
          form is not protected at all.",
    fix: "Serve both forms alike. Starlette and FastMCP: `Route` instead of `Mount`, or `redirect_slashes=False` and both \
          paths; uvicorn behind a proxy: `--proxy-headers --forwarded-allow-ips`, so that redirects stay on `https`. Google \
          IAP, AWS ALB: a rule for `/mcp` and one for `/mcp/*`.",
    fault: Fault::at(&[Endpoint::Elsewhere]).response(|answer| {
        if answer.request.url.path() == "/mcp/" {
            *answer.response = Response { status: 307, ..Response::default() };
            answer.response.headers.set("location", other_name(&answer.request.url));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let Some(url) = twin(session.target()) else {
        return Err(inapplicable("the MCP URL has no path, and so one form only"));
    };
    let entered = session.anonymous().await?;
    let other = session.settle(Request { url, ..session.anonymous_request() }).await?;
    let told = format!("{} for `{}`", edge::told(&other), other.request.url);
    if !starts_sign_in(&entered) {
        ensure(!starts_sign_in(&other), || {
            let expected = format!("the sign-in at `{}`, as at `{}`", session.target(), other.request.url);
            Finding::new(expected, edge::told(&entered)).at_status(&entered)
        })?;
        return Err(Obstacle::control(format!("the URL itself got {}", entered.summary())).into());
    }
    let opens = other.response.is_success() && speaks_mcp(&other);
    let strays = departure(&other).is_some() || edge::gate(&other.response).is_some();
    ensure(!opens && !strays, || {
        Finding::new("the challenge of the URL itself, or status 404", told).at_status(&other)
    })
}

/// The URL with the slash at its end, or without; `None` where it has no path.
fn twin(url: &Url) -> Option<Url> {
    let mut twin = url.clone();
    match url.path().strip_suffix('/') {
        Some("") => return None,
        Some(bare) => twin.set_path(bare),
        None => twin.set_path(&format!("{}/", url.path())),
    }
    Some(twin)
}
