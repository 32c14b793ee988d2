use super::ensure_noticed;
use crate::{
    oauth::token::{ClientAuthentication, Credentials},
    prelude::*,
};

pub(super) const CHECK: Check = Check {
    id: "credentials-in-the-url-are-ignored",
    title: "a client secret in the query of the URL does not authenticate a client",
    level: Must,
    spec: &[RFC6749.must("2.3.1"), OAUTH_2_1.must("2.4.1")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "URLs are kept: in logs, in monitoring, in error reports. A secret that is read from there will be sent \
          there by somebody.",
    fix: "Read the credentials from the `Authorization` header or the body alone. Frameworks that merge the query \
          into the form, as PHP's `$_REQUEST` and Rails' `params` do, need the body asked for by name.",
    fault: Fault::at(&[Endpoint::Token]).request(|asked| {
        if let Some(secret) = asked.request.query("client_secret") {
            asked.request.set_query("client_secret", None);
            asked.request.set_form_field("client_secret", Some(&secret));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// A client of the checks' own, since its secret is shown.
async fn judge(session: &dyn Session) -> Judgement {
    let method = ClientAuthentication::Post;
    if !session.authentication_methods().await?.iter().any(|name| name == method.name()) {
        return Err(inapplicable("the metadata do not list `client_secret_post`"));
    }
    let client = session.spare_client(method).await?;
    let Some(secret) =
        client.credentials.client_secret.as_ref().filter(|_| client.credentials.method == method)
    else {
        return Err(inapplicable("the server registers no client for `client_secret_post`"));
    };
    let without = Credentials::public(&client.credentials.client_id);
    let mut request = session.whole_request(&client, &without).await?;
    request.set_form_field("client_secret", None);
    request.set_query("client_secret", Some(secret.reveal()));
    let exchange = session.observe(request).await?;
    ensure_noticed(&exchange, "the error `invalid_client` for a secret in the query")
}
