use crate::{
    prelude::*,
    steps::{contact::UNKNOWN_TOKEN, reworded},
};

pub(super) const CHECK: Check = Check {
    id: "every-request-needs-the-token",
    title: "a request of a connection that was opened with a token is refused without it, or with another",
    level: Must,
    spec: &[
        SECURITY_BEST_PRACTICES.must("session-hijacking").until(V2025_11_25),
        SECURITY_BEST_PRACTICES.must("state-handle-hijacking").since(V2026_07_28),
    ],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Where only `initialize` is guarded, the id of a session is as good as its token, and it lives on when the \
          token has ended or was revoked. Ids of sessions stand in logs; and a server without sessions is open to \
          anybody who leaves `initialize` out.",
    fix: "Put the token check in front of the MCP path, as middleware, and not into the handler of `initialize`; read \
          the user from the token of each request and never from the session.",
    fault: Fault::at(&[Endpoint::Mcp]).request(|asked| {
        let bearer = asked.request.headers.first("authorization").map(str::to_owned);
        let known = bearer.filter(|bearer| !bearer.ends_with(UNKNOWN_TOKEN));
        if let Some(bearer) = known {
            asked.memory.insert("bearer".into(), json!(bearer));
        } else if asked.request.body.contains("\"tools/list\"")
            && let Some(bearer) = asked.memory.get("bearer").and_then(Value::as_str)
        {
            asked.request.headers.set("authorization", bearer);
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    if session.anonymous().await?.response.is_success() {
        return Err(inapplicable("the endpoint answers without a token"));
    }
    let control = session.accepted_list().await?;
    let again = |id: &str| reworded(&control, |message| message["id"] = json!(id));
    let unknown = format!("Bearer {UNKNOWN_TOKEN}");
    let probes = [
        (again("no-token").without("authorization"), "without a token"),
        (again("unknown-token").with("authorization", unknown), "with a token that nobody issued"),
    ];
    for (request, how) in probes {
        let exchange = session.observe(request).await?;
        let answer = exchange.response.json().unwrap_or_default();
        ensure(!exchange.response.is_success() || answer.get("result").is_none(), || {
            Finding::new("status 401", format!("the tools, {how}")).at_status(&exchange)
        })?;
    }
    Ok(())
}
