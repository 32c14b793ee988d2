use super::{accept_form, approve_by_form};
use crate::{content_security_policy::Policy, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "consent-page-lets-the-callback-through",
    title: "the Content Security Policy of a consent page with a form allows the redirect to the client",
    level: Interop,
    spec: &[],
    impact: Impact { web: Breaks, code: Breaks, mcp_remote: Breaks },
    asked_by: EachClient,
    needs: Tokens,
    why: "Chromium applies `form-action` to every redirect that follows the submission. With `form-action 'self'` \
          the button does nothing: the server has issued a code, and the client never hears of it (many users' \
          logs).",
    fix: "Leave `form-action` out of the policy of that page, or add `https://claude.ai`, `https://claude.com`, \
          `claude:` and `http://localhost:*`. With helmet set `formAction: null`; FastMCP does so since March 2026.",
    fault: Fault::at(&[Endpoint::Authorization, Endpoint::Consent])
        .request(accept_form)
        .response(|answer| {
            if answer.endpoint == Endpoint::Authorization && answer.response.is_success() {
                approve_by_form(answer);
                answer.response.headers.add("content-security-policy", "form-action 'self'");
            }
        }),
    judge: |session| Box::pin(judge(session)),
};

/// Only the page whose submission led to the callback counts, and only where a redirect led there.
async fn judge(session: &dyn Session) -> Judgement {
    let walk = session.walk().await;
    let Some(approval) = &walk.approval else {
        return Err(walk.ended_before("the approval").into());
    };
    if approval.exchanges.is_empty() {
        return Err(Obstacle::unknown(
            "the pages were shown to a browser that the harness does not see into",
        )
        .into());
    }
    let is_page = |exchange: &Exchange| exchange.response.is_html();
    let Some(at) = approval.exchanges.iter().rposition(|exchange| is_page(exchange)) else { return Ok(()) };
    let (page, submission) = (&approval.exchanges[at], approval.exchanges.get(at + 1));
    if submission.is_none_or(|submission| submission.request.method != "POST") {
        return Ok(());
    }
    let target = &approval.callback.url;
    let stopped = policies(page).into_iter().find(|value| {
        Policy::parse_all(value)
            .iter()
            .any(|policy| !policy.lets_form_reach(&page.request.url, target))
    });
    ensure(stopped.is_none(), || {
        let expected =
            format!("a policy whose `form-action` allows `{}`", target.origin().ascii_serialization());
        Finding::new(expected, format!("`{}`", stopped.unwrap_or_default()))
            .at_header(page, "content-security-policy")
    })
}

/// The policies of a page: of its header fields, and of the `<meta>` elements in it.
fn policies(page: &Exchange) -> Vec<String> {
    let fields = page.response.headers.all("content-security-policy").map(str::to_owned);
    let body = &page.response.body;
    let metas = body
        .split('<')
        .filter(|tag| tag.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("meta")));
    let metas = metas.filter(|tag| tag.to_ascii_lowercase().contains("content-security-policy"));
    fields.chain(metas.filter_map(content)).collect()
}

/// The value of the `content` attribute of a tag.
fn content(tag: &str) -> Option<String> {
    let at = tag.to_ascii_lowercase().find("content=")?;
    let value = &tag[at + "content=".len()..];
    let quote = value.chars().next().filter(|quote| "\"'".contains(*quote))?;
    let value = value[1..].split(quote).next()?;
    Some(value.replace("&#39;", "'").replace("&#x27;", "'").replace("&apos;", "'"))
}

#[cfg(test)]
mod tests {
    use super::content;

    #[test]
    fn the_policy_of_a_meta_element_is_read() {
        let tag = "META http-equiv=\"Content-Security-Policy\" content=\"img-src &#39;self&#39;; form-action 'self'\">";
        assert_eq!(content(tag).as_deref(), Some("img-src 'self'; form-action 'self'"));
        assert_eq!(content("meta http-equiv='Content-Security-Policy'>"), None);
    }
}
