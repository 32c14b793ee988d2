use super::{approval, at_callback};
use crate::{
    authorization::{accept_form, approve_by_form},
    prelude::*,
};

pub(super) const CHECK: Check = Check {
    id: "approval-ends-in-a-get",
    title: "the browser comes back to the client by a method that the client takes",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: EachClient,
    needs: Tokens,
    why: "After a consent form that is answered with 307 or 308 the browser repeats the POST at the callback. Claude \
          Web says `Method Not Allowed` (staff), mcp-remote `Cannot POST /oauth/callback` and then waits (recorded); \
          Claude Code takes it, since the URL carries the parameters (observed), and passes here. By `form_post` \
          they are in the body, and Claude Code waits until its time is up as well (recorded).",
    fix: "Answer the consent form with 302 or 303. `NextResponse.redirect()` and Starlette's `RedirectResponse` send \
          307 unless told otherwise: pass 303. Ignore a default of `response_mode=form_post`.",
    fault: Fault::at(&[Endpoint::Authorization, Endpoint::Consent])
        .request(accept_form)
        .response(|answer| match answer.endpoint {
            Endpoint::Authorization => approve_by_form(answer),
            _ if answer.response.status == 302 => answer.response.status = 307,
            _ => {}
        }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let approval = approval(session).await?;
    let callback = &approval.callback;
    let taken = session.profile().authorization.takes_post.value && !callback.form_post;
    ensure(callback.method == "GET" || taken, || {
        let how = if callback.form_post { ", the parameters in its body" } else { "" };
        let observed = format!("{} after status {}{how}", callback.method, callback.status);
        at_callback(Finding::new("a GET at the callback", observed), &approval)
    })
}
