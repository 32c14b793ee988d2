use crate::{
    prelude::*,
    violation::{UNKNOWN_RESOURCE, for_resource, reads_no_resource, resource},
};

pub(super) const CHECK: Check = Check {
    id: "malformed-resource-is-invalid-target",
    title: "a `resource` that is relative or has a fragment is refused by a server that reads it",
    level: Must,
    spec: &[RFC8707.must("2").since(V2025_06_18)],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "A server that cuts off what does not fit reads another resource out of the request than the client wrote, \
          and the token is for that one.",
    fix: "Answer with the error `invalid_target` where `resource` is no absolute URI or has a fragment.",
    fault: Fault::at(&[Endpoint::Authorization]).request(|asked| {
        let resource = asked.request.query("resource").unwrap_or_default();
        if let Some(resource) = resource.strip_suffix("#fragment") {
            asked.request.set_query("resource", Some(resource));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let resource = resource(session).await?;
    for malformed in [format!("{resource}#fragment"), "mcp".into()] {
        let ending = for_resource(session, &malformed).await?;
        if !ending.goes_on() {
            continue;
        }
        let unknown = for_resource(session, UNKNOWN_RESOURCE).await?;
        if unknown.error().as_deref() != Some("invalid_target") {
            return Err(reads_no_resource());
        }
        let expected = format!("the error `invalid_target` for `{malformed}`, as for an unknown one");
        return Err(Finding::new(expected, ending.told()).at_status(ending.exchange()).into());
    }
    Ok(())
}
