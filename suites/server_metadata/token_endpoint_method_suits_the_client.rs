use crate::{client::MethodChoice, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "token-endpoint-method-suits-the-client",
    title: "`token_endpoint_auth_methods_supported` contains a method that the client uses",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: EachClient,
    needs: Nothing,
    why: "Claude Web registers for `client_secret_post`, or for `none` where that is listed and the other is not \
          (users' logs); with `client_secret_basic` alone it fails (reported). Claude Code asks for `none` and shows a \
          secret that it is given by Basic or in the body; mcp-remote takes the first of `none`, `client_secret_post`, \
          `client_secret_basic` that is listed (both recorded). None of them signs assertions.",
    fix: "List `none`, `client_secret_post` and `client_secret_basic`, and accept each as the registration says. \
          Where only public clients exist, `none` alone serves all three.",
    fault: Fault::at(&[Endpoint::ServerMetadata]).response(|answer| {
        answer.set_member("token_endpoint_auth_methods_supported", json!(["client_secret_basic"]));
    }),
    judge: |session| Box::pin(judge(session)),
};

const MEMBER: &str = "token_endpoint_auth_methods_supported";

async fn judge(session: &dyn Session) -> Judgement {
    let document = super::document(session).await?;
    let choice = session.profile().registration.method.value;
    let usable: &[&str] = match choice {
        MethodChoice::PostElseNone => &["client_secret_post", "none"],
        MethodChoice::None | MethodChoice::FirstListed | MethodChoice::FirstListedElseBasic => {
            &["none", "client_secret_post", "client_secret_basic"]
        }
    };
    let listed = document.list(MEMBER).filter(|listed| !listed.is_empty());
    match listed {
        None if choice == MethodChoice::PostElseNone => Err(inapplicable(format!(
            "the metadata has no `{MEMBER}`, which means `client_secret_basic`; what this client then does is not known"
        ))),
        Some(listed) if !usable.iter().any(|method| listed.contains(method)) => {
            let expected = format!("one of `{}`", usable.join("`, `"));
            let finding = Finding::new(expected, format!("`{}`", json!(listed)));
            Err(finding.at_body(&document.exchange, format!("/{MEMBER}")).into())
        }
        _ => Ok(()),
    }
}
