use crate::{consent::submission, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "second-approval-is-survivable",
    title: "an approval that the browser sends twice does not end in a server error",
    level: Interop,
    spec: &[],
    impact: Impact { web: Degrades, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "People press a button twice, and browsers send a form again when the person goes back. The second answer is \
          the one that is shown: an error of the server, where the first approval had worked (users' reports).",
    fix: "Answer an approval that was used up with a page that says so, or with the redirect of the first one, and never \
          with an exception.",
    fault: Fault::at(&[Endpoint::Consent]).response(|answer| {
        if answer.response.status == 400 {
            *answer.response = Response { status: 500, ..Response::default() };
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// What the run's own approval sent is sent once more.
async fn judge(session: &dyn Session) -> Judgement {
    let (_, sent) = submission(session).await?;
    let again = session.send(sent.request.clone()).await?;
    ensure(again.response.status < 500, || {
        Finding::new("a page or a redirect, as after one click too many", again.summary()).at_status(&again)
    })
}
