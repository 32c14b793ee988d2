use crate::{oauth::guess::room, prelude::*};

pub(super) const CHECK: Check = Check {
    id: "codes-and-secrets-are-unguessable",
    title: "codes, tokens and secrets are long enough that nobody can guess them",
    level: Must,
    spec: &[OAUTH_2_1.must("7.7"), RFC6749.must("10.10")],
    impact: Impact { web: Harmless, code: Harmless, mcp_remote: Harmless },
    asked_by: Anyone,
    needs: Tokens,
    why: "A code of some digits, or a token that is counted, is found by trying, and whoever finds it is the user.",
    fix: "Draw each of them from 160 random bits or more, which are 27 characters of base64url.",
    fault: Fault::at(&[Endpoint::Consent, Endpoint::Token])
        .request(|asked| {
            let code = asked.request.form_field("code").unwrap_or_default();
            let meant = asked.memory.get(&code).and_then(Value::as_str).map(str::to_owned);
            if let Some(code) = meant {
                asked.request.set_form_field("code", Some(&code));
            }
        })
        .response(|answer| {
            let location = answer.response.headers.first("location").and_then(|url| Url::parse(url).ok());
            if let Some(mut location) = location
                && let Some(code) = crate::query::value(&location, "code")
            {
                let short = format!("4711{:012}", answer.memory.len());
                crate::query::set(&mut location, "code", Some(&short));
                answer.memory.insert(short, json!(code));
                answer.response.headers.set("location", location);
            }
        }),
    judge: |session| Box::pin(judge(session)),
};

/// The bits below which a value can be guessed whatever it was drawn from. The clauses have 128; a UUID holds 122.
const FEWEST_BITS: f64 = 120.0;

/// What is said of a value is never the value.
async fn judge(session: &dyn Session) -> Judgement {
    let tokens = session.tokens().await?;
    let Some(exchange) = &tokens.exchange else {
        return Err(Obstacle::unknown("the tokens were given by the user, nothing else was drawn").into());
    };
    let finding = |what: &str| {
        let observed = format!("{what} of a length and an alphabet that cannot hold them");
        Finding::new(format!("{what} of at least 128 bits"), observed)
    };
    let is_weak = |value: &str| room(value) < FEWEST_BITS;
    if let Some(approval) = &tokens.approval {
        ensure(!is_weak(approval.code()?), || finding("a code").at_way_back(&approval.callback))?;
    }
    let members = |exchange: &Exchange, names: &[&'static str]| {
        let body = exchange.response.json().unwrap_or_default();
        let weak =
            |name: &&&str| body[**name].as_str().is_some_and(|value| !value.is_empty() && is_weak(value));
        names
            .iter()
            .find(weak)
            .map(|name| finding(&format!("a value of `{name}`")).at_body(exchange, format!("/{name}")))
    };
    let granted = members(exchange, &["access_token", "refresh_token"]);
    let registration = tokens.registered.exchange.as_deref();
    let registered =
        registration.and_then(|exchange| members(exchange, &["client_secret", "registration_access_token"]));
    granted.or(registered).map_or(Ok(()), |finding| Err(finding.into()))
}
