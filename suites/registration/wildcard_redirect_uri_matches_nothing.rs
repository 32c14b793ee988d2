use super::{changed, echo_redirect_uris, overlook};
use crate::{
    prelude::*,
    session::Registered,
    steps::{browser_request, dead_end, place},
};

pub(super) const CHECK: Check = Check {
    id: "wildcard-redirect-uri-matches-nothing",
    title: "an asterisk in a registered redirect URI stands for nothing but itself",
    level: Must,
    spec: &[RFC9700.must("4.1.3")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Registration,
    why: "Behind a pattern stands every host that it covers, also one that an attacker takes over or rents: the code \
          goes there. The Claude clients register no patterns.",
    fix: "Compare redirect URIs as strings. Keycloak takes an asterisk at the end of a valid redirect URI as a \
          pattern: list the whole URIs there.",
    fault: Fault::at(&[Endpoint::Registration, Endpoint::Authorization])
        .request(|asked| {
            overlook(asked.request, "https://*.");
            if asked.request.query("redirect_uri").as_deref() == Some(MATCHED) {
                asked.request.set_query("redirect_uri", Some("https://client.example/callback"));
            }
        })
        .response(echo_redirect_uris),
    judge: |session| Box::pin(judge(session)),
};

const PATTERN: &str = "https://*.client.example/callback";
const MATCHED: &str = "https://a.client.example/callback";
const STRANGER: &str = "https://a.stranger.example/callback";

/// A server that goes on with a redirect URI which nobody registered has not looked at it yet; or its page for an error has no
/// status of one, which shows where the URI that is registered leads elsewhere.
async fn judge(session: &dyn Session) -> Judgement {
    let exchange = changed(session, |metadata| metadata["redirect_uris"] = json!([PATTERN])).await?;
    let body = exchange.response.json().unwrap_or_default();
    let kept = body["redirect_uris"].as_array().is_none_or(|uris| uris.iter().any(|uri| uri == PATTERN));
    if !exchange.response.is_success() || !kept {
        return Ok(());
    }
    let metadata = serde_json::from_str(&exchange.request.body).unwrap_or_default();
    let client = Registered::read(&exchange, &metadata)?;
    let request = session.authorization_request(&client).await?;
    let opened =
        |uri: &str| session.visit(browser_request(request.clone().with("redirect_uri", Some(uri)).url));
    let matched = opened(MATCHED).await?;
    if (400..500).contains(&matched.response.status) || dead_end(&matched)? {
        return Ok(());
    }
    let stranger = opened(STRANGER).await?;
    if !dead_end(&stranger)? {
        let registered = opened(PATTERN).await?;
        let (matched, stranger, sanctioned) = (place(&matched), place(&stranger), place(&registered));
        if dead_end(&registered)? || stranger == sanctioned || ![&stranger, &sanctioned].contains(&&matched) {
            let told =
                "the server goes on with a redirect URI that nobody registered, perhaps to the sign-in";
            return Err(Obstacle::unknown(told).into());
        }
        if matched == stranger {
            return Ok(());
        }
    }
    let observed = format!("`{MATCHED}` taken for a client that registered `{PATTERN}`");
    Err(Finding::new("an error page", observed).at_status(&matched).into())
}
