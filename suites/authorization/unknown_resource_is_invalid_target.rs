use crate::{
    prelude::*,
    steps::Ending,
    violation::{UNKNOWN_RESOURCE, for_resource, reads_no_resource, refuse, resource},
};

pub(super) const CHECK: Check = Check {
    id: "unknown-resource-is-invalid-target",
    title: "a `resource` that the authorization server does not know is refused with `invalid_target`",
    level: Should,
    spec: &[RFC8707.should("2.1").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "The code tells a client that the resource is wrong and not its scope or itself, mostly since the metadata \
          name another than the authorization server has.",
    fix: "Answer with the error `invalid_target` where `resource` names none of the resources that the server issues \
          tokens for.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        if answer.request.query("resource").as_deref() == Some(UNKNOWN_RESOURCE) {
            refuse(answer, "invalid_request");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A server that goes on fails only where it is seen to refuse another resource: many ignore the parameter, and others
/// look at it after the sign-in.
async fn judge(session: &dyn Session) -> Judgement {
    let resource = resource(session).await?;
    let ending = for_resource(session, UNKNOWN_RESOURCE).await?;
    let error = ending.error();
    match &ending {
        Ending::Stopped(exchange) if exchange.response.status >= 500 => {
            return Err(Obstacle::step("the authorization request", ending.told()).into());
        }
        Ending::Stopped(_) => return Ok(()),
        _ if error.as_deref() == Some("invalid_target") => return Ok(()),
        _ if error.is_some() => {}
        _ => {
            let malformed = for_resource(session, &format!("{resource}#fragment")).await?;
            if malformed.error().as_deref() != Some("invalid_target") {
                return Err(reads_no_resource());
            }
        }
    }
    Err(Finding::new("the error `invalid_target`", ending.told())
        .at_header(ending.exchange(), "location")
        .into())
}
