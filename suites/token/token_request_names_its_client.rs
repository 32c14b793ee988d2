use super::{
    code_is_bound_to_its_client::{act_as_owner, remember_owner},
    refused,
};
use crate::{
    fault::Asked, oauth::token::ClientAuthentication, prelude::*, steps::dead_codes::lacks_a_code_only,
};

pub(super) const CHECK: Check = Check {
    id: "token-request-names-its-client",
    title: "a code is not redeemed by a request that names no client",
    level: Must,
    spec: &[RFC6749.must("4.1.3"), RFC6749.must("3.2.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "A code is for one client. Where a request may leave out which it is, the code is for whoever has it.",
    fix: "Demand `client_id` of a client that does not authenticate, and compare it with the client of the code.",
    fault: Fault::at(&[Endpoint::Registration, Endpoint::Authorization, Endpoint::Consent, Endpoint::Token])
        .request(name_somebody)
        .response(|answer| {
            remember_owner(answer);
            let id = answer.response.json().and_then(|body| Some(body["client_id"].as_str()?.to_owned()));
            let registered = id.filter(|_| answer.endpoint == Endpoint::Registration);
            answer.memory.extend(registered.map(|id| (ANYBODY.to_owned(), json!(id))));
        }),
    judge: |session| Box::pin(judge(session)),
};

/// An unknown code tells already where the client is looked for first; where it is not, one of an approval does.
async fn judge(session: &dyn Session) -> Judgement {
    if !session.authentication_methods().await?.iter().any(|name| name == "none") {
        return Err(inapplicable("the authorization server lists no public clients"));
    }
    let client = session.client_for(ClientAuthentication::None).await?;
    if client.credentials.method != ClientAuthentication::None {
        return Err(inapplicable("the server makes a confidential client of one that registers for `none`"));
    }
    let mut request = session.sound_request(&client).await?;
    request.set_form_field("client_id", None);
    if !lacks_a_code_only(&*session.observe(request).await?) {
        return Ok(());
    }
    let approval = session.approval_for(&client).await?;
    let mut request = session.redemption(&client, &approval).await?;
    request.set_form_field("client_id", None);
    refused(session, request, "for a request that names no client").await
}

const ANYBODY: &str = "anybody";

/// Puts in the client of the code where none is named, or any.
fn name_somebody(asked: &mut Asked<'_>) {
    let basic = asked.request.headers.first("authorization").is_some();
    let redeems = asked.request.form_field("code").is_some();
    if basic || !redeems || asked.request.form_field("client_id").is_some() {
        return;
    }
    act_as_owner(asked);
    if let Some(anybody) = asked.memory.get(ANYBODY).and_then(Value::as_str)
        && asked.request.form_field("client_id").is_none()
    {
        let secret = asked.memory.get(anybody).and_then(Value::as_str);
        asked.request.set_form_field("client_id", Some(anybody));
        asked.request.set_form_field("client_secret", secret);
    }
}
