use super::{applicant, refused};
use crate::{
    fault::{Answered, Asked},
    prelude::*,
    query,
};

pub(super) const CHECK: Check = Check {
    id: "code-is-bound-to-its-client",
    title: "a code is redeemed by the client that it was issued to only",
    level: Must,
    spec: &[RFC6749.must("4.1.3")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "Anyone can register a client. Where any of them may redeem any code, what a user approved for one \
          application ends with another.",
    fix: "Keep the `client_id` with the code, and refuse another client with `invalid_grant`.",
    fault: Fault::at(&[Endpoint::Registration, Endpoint::Authorization, Endpoint::Consent, Endpoint::Token])
        .request(act_as_owner)
        .response(remember_owner),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let client = applicant(session).await?;
    let other = session.another_client(&client).await?;
    let approval = session.approval_for(&client).await?;
    let request = session.redemption(&other, &approval).await?;
    refused(session, request, "for the code of another client").await
}

/// Remembers the secret of each client, the client of each `state`, and by the `state` that of each code.
pub(super) fn remember_owner(answered: &mut Answered<'_>) {
    let redirected =
        answered.response.headers.first("location").and_then(|location| Url::parse(location).ok());
    let remembered = match answered.endpoint {
        Endpoint::Registration => {
            let body = answered.response.json().unwrap_or_default();
            body["client_id"].as_str().map(|id| (id.to_owned(), body["client_secret"].clone()))
        }
        Endpoint::Authorization => {
            answered.request.query("state").zip(answered.request.query("client_id").map(Value::from))
        }
        _ => redirected.and_then(|location| {
            let owner = answered.memory.get(&query::value(&location, "state")?)?.clone();
            Some((query::value(&location, "code")?, owner))
        }),
    };
    answered.memory.extend(remembered);
}

/// Lets whoever redeems a code pass for its client.
pub(super) fn act_as_owner(asked: &mut Asked<'_>) {
    let code = asked.request.form_field("code").unwrap_or_default();
    let Some(owner) = asked.memory.get(&code).and_then(Value::as_str) else { return };
    let secret = asked.memory.get(owner).and_then(Value::as_str);
    asked.request.headers.remove("authorization");
    asked.request.set_form_field("client_id", Some(owner));
    asked.request.set_form_field("client_secret", secret);
}
