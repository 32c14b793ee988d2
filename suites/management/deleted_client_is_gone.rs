use super::updates;
use crate::{json::answer, prelude::*, spec::RFC7592};

pub(super) const CHECK: Check = Check {
    id: "deleted-client-is-gone",
    title: "a registration that its client deletes is answered with status 204, and can be read no more",
    level: Must,
    spec: &[RFC7592.must("2.3")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Clients that clean up behind themselves, as this tool does, otherwise leave their registrations and their \
          secrets for ever.",
    fix: "Delete the client with its secret, its grants and its `registration_access_token`, and answer with 204; \
          answer with 405 if you delete nothing.",
    fault: Fault::at(&[Endpoint::ClientConfiguration])
        .request(|asked| {
            if asked.request.method == "DELETE" {
                asked.request.method = "GET".into();
            }
        })
        .response(|answer| {
            if answer.request.method == "DELETE" {
                *answer.response = Response { status: 204, ..Response::default() };
            }
        }),
    judge: |session| Box::pin(judge(session)),
};

/// Whether its authorization requests end cannot be told from a page that asks everybody to sign in.
async fn judge(session: &dyn Session) -> Judgement {
    let (managed, _) = updates(session).await?;
    let deleted = session.observe(managed.request("DELETE", Some(managed.token.reveal()))).await?;
    match deleted.response.status {
        200..=299 => {}
        401 | 403..=405 | 501 => return Err(inapplicable("the server deletes no registration on request")),
        _ => return Err(Obstacle::step("the deletion", answer(&deleted)).into()),
    }
    ensure(deleted.response.status == 204, || {
        Finding::new("status 204", answer(&deleted)).at_status(&deleted)
    })?;
    let read = session.send(managed.request("GET", Some(managed.token.reveal()))).await?;
    ensure(!read.response.is_success(), || {
        Finding::new("status 401 behind the deletion", answer(&read)).at_status(&read)
    })
}
