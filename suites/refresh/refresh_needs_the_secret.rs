use super::ensure_refused;
use crate::{
    prelude::*,
    steps::grants::{Renewal, granted, not_refreshed},
};

pub(super) const CHECK: Check = Check {
    id: "refresh-needs-the-secret",
    title: "a client with a secret does not refresh without it",
    level: Must,
    spec: &[RFC6749.must("6"), OAUTH_2_1.must("4.3.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "A refresh token lives long. The secret is what makes one that was stolen useless; where it is not asked for, \
          it protects nothing.",
    fix: "Authenticate a client that was registered with a secret at each token request, refreshes included, and \
          answer `invalid_client` otherwise.",
    fault: Fault::at(&[Endpoint::Registration, Endpoint::Token])
        .request(|asked| {
            let refreshes = asked.request.form_field("grant_type").as_deref() == Some("refresh_token");
            let client = asked.request.form_field("client_id").filter(|_| refreshes).unwrap_or_default();
            if let Some(secret) = asked.memory.get(&client).and_then(Value::as_str) {
                asked.request.set_form_field("client_secret", Some(secret));
            }
        })
        .response(|answer| {
            let body = answer.response.json().unwrap_or_default();
            if let (Some(client), Some(_)) = (body["client_id"].as_str(), body["client_secret"].as_str()) {
                answer.memory.insert(client.to_owned(), body["client_secret"].clone());
            }
        }),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let client = session.secret_client().await?;
    let control = session.renewed(&client, Renewal::Again).await?;
    if granted(&control).is_none() {
        return Err(not_refreshed(&control).into());
    }
    let exchange = session.renewed(&client, Renewal::WithoutSecret).await?;
    ensure_refused(&exchange, "without the secret of the client")
}
