use crate::{prelude::*, registration::accepted, spec::RFC7592};

pub(super) const CHECK: Check = Check {
    id: "management-comes-with-address-and-token",
    title: "the address to manage a registration comes with its token, and the token with its address",
    level: Must,
    spec: &[RFC7592.must("3")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "With one of the two a client can neither read nor delete its registration. No Claude client does so; this \
          tool deletes what it registered, where it can.",
    fix: "Answer with both, `registration_client_uri` as an absolute URL and `registration_access_token`, or with \
          neither.",
    fault: Fault::at(&[Endpoint::Registration])
        .response(|answer| answer.remove_member("registration_access_token")),
    judge: |session| Box::pin(judge(session)),
};

async fn judge(session: &dyn Session) -> Judgement {
    let exchange = accepted(session).await?;
    let body = exchange.response.json().unwrap_or_default();
    let text = |name: &str| body[name].as_str().filter(|text| !text.is_empty());
    let (address, token) = (text("registration_client_uri"), text("registration_access_token"));
    let (name, missing) = match (address, token) {
        (None, None) => return Err(inapplicable("the server offers no management of registrations")),
        (None, _) => ("registration_client_uri", true),
        (_, None) => ("registration_access_token", true),
        (Some(address), _) => ("registration_client_uri", Url::parse(address).is_err()),
    };
    ensure(!missing, || {
        Finding::new(format!("`{name}` beside its counterpart"), "no such member, or no absolute URL")
            .at_body(&exchange, format!("/{name}"))
    })
}
