use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "empty-parameters-count-as-absent",
    title: "a parameter without a value is treated as one that was left out",
    level: Must,
    spec: &[RFC6749.must("3.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "`scope=` asks for the default scope and not for one without a name, and an empty `code_challenge` is none at \
          all. The Claude clients leave out what they do not use.",
    fix: "Drop the parameters without a value where the query is read, before anything else looks at them.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        if answer.request.query("scope").as_deref() == Some("") {
            *answer.response = Response::html_with(400, "<p>unknown scope");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Both requests go on, or neither does. What a server finds out after the sign-in is alike for both.
async fn judge(session: &dyn Session) -> Judgement {
    let client = session.registration().await?;
    session.goes_on(&client).await?;
    for name in ["scope", "code_challenge"] {
        let request = session.inspection_of(&client).await?;
        let absent = session.ending(&request.clone().with(name, None)).await?;
        let empty = session.ending(&request.with(name, Some(""))).await?;
        ensure(absent.goes_on() == empty.goes_on(), || {
            let expected = format!("for an empty `{name}` what is answered without it: {}", absent.told());
            Finding::new(expected, empty.told()).at_status(empty.exchange())
        })?;
    }
    Ok(())
}
