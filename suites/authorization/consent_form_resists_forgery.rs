use crate::{
    consent::{accept_forged, remember_ticket},
    cookies::{self, Cookie},
    exchange::Actor,
    prelude::*,
    query,
    steps::{back, by_browser},
};

pub(super) const CHECK: Check = Check {
    id: "consent-form-resists-forgery",
    title: "an approval that another site makes the browser send is not taken for the person's",
    level: Must,
    spec: &[RFC6749.must("10.12")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Approvals(1),
    why: "Any page that a signed-in person visits can send the form in their name: a stranger's client gets a code for \
          their account, and nobody has seen the consent page.",
    fix: "Put a value that nobody can guess into the form, bound to the browser's session, and refuse an approval without \
          it; set the session's cookie `SameSite=Lax` as well, and take the decision by POST.",
    fault: Fault::at(&[Endpoint::Authorization, Endpoint::Consent])
        .request(accept_forged)
        .response(remember_ticket),
    judge: |session| Box::pin(judge(session)),
};

/// What another site can send: the cookies that browsers let it, what was in the authorization request, and plain words.
/// Whatever else the consent page holds it has to guess.
async fn judge(session: &dyn Session) -> Judgement {
    let tokens = session.tokens().await?;
    let request = session.authorization_request(&tokens.registered).await?;
    let consent = session.consent(request, Vec::new()).await?;
    let seen = consent.exchanges.iter().map(AsRef::as_ref);
    let cookies = cookies::for_url(seen, &consent.approve.url);
    if cookies.is_empty() {
        return Err(inapplicable(
            "the approval hangs on no cookie: the server does not know whose browser it is",
        ));
    }
    let mut forged = by_browser(consent.approve.clone())
        .with("Origin", "https://attacker.example")
        .with("Sec-Fetch-Site", "cross-site");
    guess(&mut forged, &consent.request.url);
    // What a browser sends in the place of a secret is one to a recording; this was made up.
    forged.by = Actor::Client;
    let sent: Vec<Cookie> =
        cookies.into_iter().filter(|cookie| !cookie.stays_at_home(&forged.method)).collect();
    if let Some(field) = cookies::field(&sent) {
        forged = forged.with("Cookie", field);
    }
    let exchange = session.send(forged).await?;
    let callback = back(&exchange, &consent.request);
    ensure(callback.is_none_or(|callback| callback.parameter("code").is_none()), || {
        let observed = "a code for a request with the browser's cookies and none of the page's own values";
        Finding::new("a refusal", observed).at_header(&exchange, "location")
    })
}

/// Replaces every value that another site cannot know.
fn guess(forged: &mut Request, asked: &Url) {
    let is_known = |value: &str| {
        let is_word =
            value.len() < 16 && value.chars().all(|char| char.is_alphabetic() || "-_ ".contains(char));
        is_word || asked.query_pairs().any(|(_, known)| known == value)
    };
    let guessed = |(name, value): (String, String)| {
        let guess = if is_known(&value) { value } else { "claude-conformance-guess".into() };
        (name, guess)
    };
    let pairs: Vec<_> = forged.url.query_pairs().into_owned().map(guessed).collect();
    for (name, value) in pairs {
        query::set(&mut forged.url, &name, Some(&value));
    }
    let fields: Vec<_> =
        url::form_urlencoded::parse(forged.body.as_bytes()).into_owned().map(guessed).collect();
    for (name, value) in fields {
        forged.set_form_field(&name, Some(&value));
    }
}
