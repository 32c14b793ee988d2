use super::accepted_with_secret;
use crate::prelude::*;

pub(super) const CHECK: Check = Check {
    id: "client-secret-names-its-expiry",
    title: "a client secret comes with the time at which it expires, or with 0",
    level: Must,
    spec: &[RFC7591.must("3.2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Claude Code takes a missing `client_secret_expires_at` for never (recorded). A text in its place, `\"0\"`, \
          is another matter: the schema that Claude Code and mcp-remote read by throws the whole response away.",
    fix: "Send `client_secret_expires_at` as a number of seconds since 1970, or 0 for a secret that does not expire.",
    fault: Fault::at(&[Endpoint::Registration])
        .response(|answer| answer.remove_member("client_secret_expires_at")),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let (exchange, body) = accepted_with_secret(session).await?;
    let expiry = body.get("client_secret_expires_at");
    ensure(expiry.is_some_and(Value::is_number), || {
        let observed = expiry.map_or("no such member".to_owned(), |value| format!("`{value}`"));
        Finding::new("a number in `client_secret_expires_at`", observed)
            .at_body(&exchange, "/client_secret_expires_at")
    })
}
