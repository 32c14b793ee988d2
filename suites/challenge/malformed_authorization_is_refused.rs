use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "malformed-authorization-is-refused",
    title: "an `Authorization` field that cannot be read is answered with status 400 or 401",
    level: Must,
    spec: &[MCP.must("basic/authorization#error-handling"), RFC6750.should("3.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Nothing,
    why: "A client whose token was lost or pasted with a line too many sends such a field. With a 400 or 401 its user \
          can be asked to sign in again; a 500 looks like a server that is down.",
    fix: "Split the field at its first space, and take what is then no scheme and one token for no token: 401 with the \
          challenge, or 400 with `invalid_request`.",
    fault: Fault::at(&[Endpoint::Mcp]).response(|answer| {
        if answer.request.headers.first("authorization") == Some("Bearer") {
            *answer.response = Response::json_with(500, &json!({ "error": "server_error" }));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A scheme without a token, two tokens, and a token without a scheme.
const MALFORMED: &[(&str, &str)] = &[
    ("a scheme alone", "Bearer"),
    ("two tokens", "Bearer claude-conformance token-that-nobody-issued"),
    ("a token alone", "claude-conformance-token-that-nobody-issued"),
];

async fn judge(session: &dyn Session) -> Judgement {
    let anonymous = super::refusal(session).await?;
    let control = session.unknown_token().await?;
    if !matches!(control.response.status, 400 | 401) {
        return Err(Obstacle::control(format!("a well-formed field got {}", control.summary())).into());
    }
    for (what, field) in MALFORMED {
        let exchange = session.observe(anonymous.request.clone().with("Authorization", *field)).await?;
        ensure(matches!(exchange.response.status, 400 | 401), || {
            let observed = format!("{} for {what}", exchange.summary());
            Finding::new("status 400 or 401", observed).at_status(&exchange)
        })?;
    }
    Ok(())
}
