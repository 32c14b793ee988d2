use super::page;
use crate::{
    markup::{self, site},
    prelude::*,
};

pub(super) const CHECK: Check = Check {
    id: "authorization-pages-leak-no-referrer",
    title: "a page that loads something from another site hides its own address from it",
    level: Should,
    spec: &[RFC9700.should("4.2.4")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "The address of the page holds the authorization request, and after the sign-in perhaps a ticket. A browser that \
          is not told otherwise may give it to whoever serves a font, a script or a picture.",
    fix: "Send `Referrer-Policy: no-referrer` with every page of the authorization server, and serve what the pages load \
          from the own host.",
    fault: Fault::at(&[Endpoint::Authorization]).response(|answer| {
        if answer.response.is_success() {
            answer.response.headers.remove("referrer-policy");
            answer.response.body.push_str("<img alt=\"\" src=\"https://pictures.example/logo.png\">");
        }
    }),
    judge: |session| Box::pin(judge(session)),
};

/// Policies that give another site no more than the origin.
const HIDING: &[&str] = &[
    "no-referrer",
    "same-origin",
    "origin",
    "strict-origin",
    "origin-when-cross-origin",
    "strict-origin-when-cross-origin",
];

async fn judge(session: &dyn Session) -> Judgement {
    let page = page(session).await?;
    if page.redirect().is_some() {
        return Err(inapplicable("the authorization endpoint shows no page of its own"));
    }
    let fields = page.response.headers.all("referrer-policy").map(str::to_owned);
    let meta = markup::attributes(&page.response.body, "meta", "content", |tag| tag.contains("referrer"));
    // Of a list the last that a browser knows counts; what hides in any place was meant.
    let policies = fields
        .chain(meta)
        .flat_map(|field| field.split(',').map(str::to_owned).collect::<Vec<_>>());
    let hides = policies
        .map(|policy| policy.trim().to_ascii_lowercase())
        .any(|policy| HIDING.contains(&&*policy));
    let stranger = markup::loaded(&page).into_iter().find(|url| site(url) != site(&page.request.url));
    ensure(hides || stranger.is_none(), || {
        let host = stranger.as_ref().and_then(Url::host_str).unwrap_or_default();
        Finding::new(
            "a `Referrer-Policy`, or nothing that is loaded from another site",
            format!("neither: `{host}`"),
        )
        .at_header(&page, "referrer-policy")
    })
}
