use super::{
    applicant,
    code_is_bound_to_its_client::{act_as_owner, remember_owner},
    refused,
};
use crate::{
    oauth::token::{ClientAuthentication, Credentials},
    prelude::*,
    session::Registered,
};

pub(super) const CHECK: Check = Check {
    id: "authenticated-client-and-client-id-agree",
    title: "a client that authenticates does not redeem the code of another by naming it in the body",
    level: Must,
    spec: &[RFC6749.must("4.1.3")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "Who shows a good secret has proven who it is, and not that it is somebody else. Where the name in the \
          body decides whose code it is, any client redeems the codes of all.",
    fix: "Compare the client of the code with the one that authenticated, and refuse a `client_id` in the body \
          that names another.",
    fault: Fault::at(&[Endpoint::Registration, Endpoint::Authorization, Endpoint::Consent, Endpoint::Token])
        .request(|asked| {
            let basic = asked.request.headers.first("authorization").is_some();
            if basic && asked.request.form_field("client_id").is_some() {
                act_as_owner(asked);
            }
        })
        .response(remember_owner),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let method = ClientAuthentication::Basic;
    if !session.authentication_methods().await?.iter().any(|name| name == method.name()) {
        return Err(inapplicable("the metadata do not list `client_secret_basic`"));
    }
    let owner = applicant(session).await?;
    let as_basic = Credentials { method, ..owner.credentials.clone() };
    let other = session.another_client(&Registered { credentials: as_basic, ..(*owner).clone() }).await?;
    if other.credentials.method != method || other.credentials.client_secret.is_none() {
        return Err(inapplicable("the server registers no client for `client_secret_basic`"));
    }
    session.sound_request(&other).await?;
    let approval = session.approval_for(&owner).await?;
    let mut request = session.redemption(&other, &approval).await?;
    request.set_form_field("client_id", Some(&owner.credentials.client_id));
    refused(session, request, "for the code of a client that did not authenticate").await
}
