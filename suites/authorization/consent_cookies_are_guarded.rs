use crate::{consent::submission, cookies, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "consent-cookies-are-guarded",
    title: "an approval hangs on a cookie that no script reads and that travels over TLS only",
    level: Must,
    spec: &[SECURITY_BEST_PRACTICES.must("required-protections")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "Whoever gets hold of the cookie that stands for the person, by a script in any page of the host or from an \
          unencrypted connection, approves in their name.",
    fix: "Set the cookies of sign-in and consent with `HttpOnly`, `Secure` and `SameSite=Lax`, under a name that begins \
          with `__Host-`.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        if let Some(field) = answer.response.headers.first("set-cookie").map(str::to_owned) {
            answer.response.headers.set("set-cookie", field.replace("; HttpOnly", ""));
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// One guarded cookie is enough: what else a server or its host sets has other ends.
async fn judge(session: &dyn Session) -> Judgement {
    let (approval, sent) = submission(session).await?;
    let url = &sent.request.url;
    let before = approval.exchanges.iter().take_while(|exchange| exchange.index != sent.index);
    let cookies = cookies::for_url(before.map(AsRef::as_ref), url);
    if cookies.is_empty() {
        return Err(inapplicable("the approval is sent without a cookie"));
    }
    let is_secure = url.scheme() == "https";
    let guarded = cookies.iter().any(|cookie| cookie.http_only && (cookie.secure || !is_secure));
    ensure(guarded, || {
        let names: Vec<_> = cookies.iter().map(|cookie| format!("`{}`", cookie.name)).collect();
        let tls = if is_secure { " and `Secure`" } else { "" };
        let expected = format!("a cookie with `HttpOnly`{tls} among those that come with the approval");
        let at = approval.exchanges.iter().rfind(|exchange| {
            exchange.index < sent.index && exchange.response.headers.first("set-cookie").is_some()
        });
        let finding = Finding::new(expected, format!("{} without", names.join(", ")));
        at.map_or(finding.clone(), |exchange| finding.at_header(exchange, "set-cookie"))
    })
}
