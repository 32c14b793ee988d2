//! What happened, in our words, with the check that proves it.

use suites::{exchange::Exchange, session::Stage};
use url::Url;

use super::failure::{Failure, is_forbidden_without_challenge};

/// One or two sentences on a failure; `found_metadata` says whether authorization server metadata was found.
pub(super) fn explanation(failure: &Failure, target: &Url, found_metadata: bool) -> String {
    let mut told = what(failure, target);
    if !found_metadata && matches!(failure, Failure::RegistrationRejected(_) | Failure::AuthorizationPage(_))
    {
        told += "; no location served authorization server metadata, so the client fell back to the default \
                 endpoints at the origin: look at the metadata first";
    }
    match failure.check() {
        Some(check) => format!("{told} (see `{check}`)"),
        None => told,
    }
}

/// What happened, without the check that proves it.
pub(super) fn what(failure: &Failure, target: &Url) -> String {
    match failure.stage() {
        stage if stage < Stage::Registration => before_registration(failure, target),
        stage if stage < Stage::Token => before_the_token(failure),
        _ => with_the_token(failure),
    }
}

/// What is told of every stage.
fn obstructed(failure: &Failure) -> String {
    match failure {
        Failure::NoAnswer(stage, obstacle) => format!("at the stage {}: {obstacle}", stage.name()),
        Failure::Unplayable(_, obstacle) => format!("the client could not be played to the end: {obstacle}"),
        other => unreachable!("{other:?} is told by its stage"),
    }
}

fn before_registration(failure: &Failure, target: &Url) -> String {
    match failure {
        Failure::ContactRefused(exchange) => {
            format!(
                "the first request without a token got {}, where a 401 starts the sign-in",
                exchange.summary()
            )
        }
        Failure::SignInNeeded(exchange) => {
            format!(
                "a request without a token got {}, and the client asks its user to sign in",
                exchange.summary()
            )
        }
        Failure::ResourceMetadataUnusable(exchange) => told_of("protected resource metadata", exchange),
        Failure::ResourceMismatch { resource } => {
            format!("the protected resource metadata is for `{resource}`, and the user entered `{target}`")
        }
        Failure::ServerMetadataError(exchange) | Failure::ServerMetadataNotJson(exchange) => {
            told_of("authorization server metadata", exchange)
        }
        Failure::ServerMetadataInvalid(_) => {
            "the authorization server metadata does not fit the schema by which the client reads it".into()
        }
        Failure::NoServerMetadata(server) => {
            format!("no location of `{server}` has authorization server metadata")
        }
        Failure::IssuerChanged { known, found } => {
            format!("the given client belongs to `{known}`, and the resource now names `{found}`")
        }
        Failure::RevisionRefused(exchange) => format!(
            "a request of MCP 2026-07-28 got {}: the server knows earlier revisions only, and `--spec` names one",
            exchange.summary()
        ),
        Failure::IssuerMismatch { expected, received } => {
            format!("the metadata's `issuer` is `{received}`, and `{expected}` was asked for")
        }
        other => obstructed(other),
    }
}

fn before_the_token(failure: &Failure) -> String {
    match failure {
        Failure::NoRegistration => {
            "the metadata names no `registration_endpoint`, the client's metadata document cannot be used, and no client \
             identifier was given"
                .into()
        }
        Failure::RegistrationRejected(exchange) => told_of("the registration endpoint", exchange),
        Failure::RegistrationInvalid(..) => {
            "the registration was answered, and the answer does not fit the schema by which the client reads it".into()
        }
        Failure::NoS256 => "`S256` is not among the code challenge methods of the metadata".into(),
        Failure::AuthorizationPage(exchange) => {
            format!(
                "the person's browser ended at {} with {}, and nothing leads back to the client",
                without_query(&exchange.request.url),
                exchange.summary()
            )
        }
        Failure::Denied { error, .. } => format!("the authorization was answered with the error `{error}`"),
        Failure::CallbackPosted { form_post: true } => {
            "the answer came in the body of a POST (`response_mode=form_post`), and the callback takes GET only".into()
        }
        Failure::CallbackPosted { form_post: false } => {
            "the consent form was answered by 307 or 308, so the browser went to the callback by POST, which takes GET only"
                .into()
        }
        Failure::StateMismatch { .. } => "the `state` that came back is not the one that was sent".into(),
        Failure::NoCode { .. } => "the redirect to the callback carries neither `code` nor `error`".into(),
        Failure::CallbackIssuerMismatch { received: None, .. } => {
            "the metadata promises `iss` in the redirect, and the redirect has none".into()
        }
        Failure::CallbackIssuerMismatch { received: Some(received), expected } => {
            format!("the redirect's `iss` is `{received}`, and the metadata's `issuer` is `{expected}`")
        }
        other => obstructed(other),
    }
}

/// The token endpoint, where a client came to it with a secret that it had not asked for.
const SHOWN_A_SECRET: &str =
    "the client was registered with `none`, got a secret all the same, and showed it: the token endpoint";

fn with_the_token(failure: &Failure) -> String {
    match failure {
        Failure::TokenRejected(exchange) | Failure::TokenNotJson(exchange) => {
            told_of("the token endpoint", exchange)
        }
        Failure::SecretRejected(exchange) => told_of(SHOWN_A_SECRET, exchange),
        Failure::TokenInvalid(..) => {
            "the token response does not fit the schema by which the client reads it".into()
        }
        Failure::TokenEndpointInsecure(url) => format!("the token endpoint `{url}` is not https"),
        Failure::NotRenewed(exchange, _) => format!(
            "the access token came to its end and could not be renewed, and the MCP endpoint answered {}",
            exchange.summary()
        ),
        Failure::RefreshRejected(exchange) => told_of("the token endpoint, asked for a renewal,", exchange),
        Failure::TokenRefused(exchange) if is_forbidden_without_challenge(exchange) => format!(
            "the token was issued, and the request with it got {} and no challenge: something in front of the MCP endpoint, \
             such as a firewall, may refuse the client",
            exchange.summary()
        ),
        Failure::TokenRefused(exchange) if exchange.response.status == 403 => format!(
            "the token was issued, and the MCP endpoint wants more scope than it has: {}",
            exchange.summary()
        ),
        Failure::TokenRefused(exchange) => {
            format!("the token was issued, and the MCP endpoint refused it with {}", exchange.summary())
        }
        Failure::TokenLost(exchange) => format!(
            "the MCP endpoint redirects to another origin, `{}`, and the client drops its token on the way",
            without_query(&exchange.request.url)
        ),
        Failure::StreamRefused(exchange) => {
            told_of("the MCP endpoint, asked for a stream of HTTP+SSE since it took no POST,", exchange)
        }
        Failure::SessionBroken(exchange) => match exchange.request.headers.first("authorization") {
            Some(_) => told_of("the MCP endpoint, with the token,", exchange),
            None => told_of("the MCP endpoint, asked without a token,", exchange),
        },
        other => obstructed(other),
    }
}

fn told_of(what: &str, exchange: &Exchange) -> String {
    format!("{what} answered `{}` with {}", without_query(&exchange.request.url), exchange.summary())
}

fn without_query(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_query(None);
    url
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use suites::{
        exchange::{Request, Response},
        obstacle::Obstacle,
        session::Stage,
    };

    use super::*;

    /// One failure of each kind that names a check.
    fn failures() -> Vec<Failure> {
        let url = Url::parse("https://h.example/").expect("literal");
        let request = Request::read(url.clone());
        let response = Response::json_with(500, &serde_json::json!({}));
        let exchange =
            Arc::new(Exchange { index: 0, request, response, failure: None, started_ms: 0, duration_ms: 0 });
        let text = String::new;
        vec![
            Failure::NoAnswer(Stage::Reachability, Obstacle::ReadOnly),
            Failure::ContactRefused(Arc::clone(&exchange)),
            Failure::ResourceMetadataUnusable(Arc::clone(&exchange)),
            Failure::ResourceMismatch { resource: text() },
            Failure::ServerMetadataError(Arc::clone(&exchange)),
            Failure::ServerMetadataInvalid(text()),
            Failure::IssuerMismatch { expected: text(), received: text() },
            Failure::NoServerMetadata(url.clone()),
            Failure::RevisionRefused(Arc::clone(&exchange)),
            Failure::NoRegistration,
            Failure::RegistrationRejected(Arc::clone(&exchange)),
            Failure::RegistrationInvalid(text()),
            Failure::NoS256,
            Failure::AuthorizationPage(Arc::clone(&exchange)),
            Failure::NoCode { waits: false },
            Failure::CallbackPosted { form_post: true },
            Failure::StateMismatch { server: text(), waits: false },
            Failure::NotRenewed(Arc::clone(&exchange), true),
            Failure::CallbackIssuerMismatch { expected: text(), received: None },
            Failure::TokenRejected(Arc::clone(&exchange)),
            Failure::SecretRejected(Arc::clone(&exchange)),
            Failure::TokenNotJson(Arc::clone(&exchange)),
            Failure::TokenEndpointInsecure(url),
            Failure::TokenRefused(Arc::clone(&exchange)),
            Failure::TokenLost(Arc::clone(&exchange)),
            Failure::SessionBroken(Arc::clone(&exchange)),
            Failure::StreamRefused(exchange),
        ]
    }

    #[test]
    fn every_check_that_an_explanation_names_exists() {
        for check in failures().iter().filter_map(Failure::check) {
            assert!(suites::check(check).is_some(), "`{check}` is not in the catalogue");
        }
    }
}
