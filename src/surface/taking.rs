//! Taking a surface: each part by the steps that the checks share, so that no request is sent twice.

use std::sync::Arc;

use serde_json::{Value, json};
use suites::{
    exchange::Exchange,
    oauth::{token::ClientAuthentication, well_known},
    obstacle::Obstacle,
    session::Session,
};
use url::Url;

use super::{
    Surface, Taken, Unseen, answer,
    part::Part::{
        self, ChallengeGet, ChallengePost, ChallengeUnknownToken, OpenidConfiguration,
        OpenidConfigurationAppended, Registration, ResourceMetadata, ResourceMetadataNamed,
        ResourceMetadataRoot, ServerMetadata, Token, Tools,
    },
    redaction::redacted,
};

/// Pages of tools that are read.
const PAGES: usize = 20;

/// The surface of the server that `session` sees. Of one that does not answer, there is nothing to see.
pub async fn take(session: &dyn Session) -> Surface {
    let mut parts = Vec::new();
    let silence = session.anonymous().await.err();
    for part in Part::ALL {
        let content = match &silence {
            Some(obstacle) => Err(obstacle.clone()),
            None => content(session, part).await,
        };
        parts.push(Taken {
            part,
            content: content.map(|content| redacted(part, &content)).map_err(Unseen::from),
        });
    }
    Surface { target: session.target().clone(), parts }
}

async fn content(session: &dyn Session, part: Part) -> Result<Value, Obstacle> {
    match part {
        ChallengePost => seen(part, session.settle(session.anonymous_request()).await),
        ChallengeGet => seen(part, session.settle(session.stream_request()).await),
        ChallengeUnknownToken => seen(part, unknown_token(session).await),
        ResourceMetadataNamed => document(session, part, named(session).await?, NOT_NAMED).await,
        ResourceMetadata => {
            document(session, part, Some(well_known::inserted(session.target(), well_known::RESOURCE)), "")
                .await
        }
        ResourceMetadataRoot => {
            let url = well_known::resource_metadata(session.target()).into_iter().nth(1);
            document(session, part, url, NO_PATH).await
        }
        ServerMetadata => {
            let url = well_known::inserted(&session.issuer().await?, well_known::SERVER);
            document(session, part, Some(url), "").await
        }
        OpenidConfiguration => {
            let url = well_known::inserted(&session.issuer().await?, well_known::OPENID);
            document(session, part, Some(url), "").await
        }
        OpenidConfigurationAppended => {
            let url = well_known::server_metadata(&session.issuer().await?).into_iter().nth(2);
            document(session, part, url, NO_ISSUER_PATH).await
        }
        Registration => seen(part, registration(session).await),
        Token => seen(part, token(session).await),
        Tools => {
            let pages = tools(session).await?;
            let pages: Vec<_> = pages.iter().map(AsRef::as_ref).collect();
            Ok(answer::tools(&pages))
        }
    }
}

const NOT_NAMED: &str = "the challenge names no place of its own";
const NO_PATH: &str = "the MCP URL has no path: the well-known location is at the root already";
const NO_ISSUER_PATH: &str = "the issuer has no path: there is nothing to be behind";

fn seen(part: Part, exchange: Result<Arc<Exchange>, Obstacle>) -> Result<Value, Obstacle> {
    exchange.map(|exchange| answer::answer(part, &exchange.response))
}

/// The answer of a location of metadata; where there is no such location, why.
async fn document(
    session: &dyn Session,
    part: Part,
    url: Option<Url>,
    otherwise: &str,
) -> Result<Value, Obstacle> {
    let Some(url) = url else { return Ok(json!({ "none": otherwise })) };
    let answers = session.metadata_answers(url).await?;
    let answers: Vec<_> = answers.iter().map(AsRef::as_ref).collect();
    Ok(answer::answers(part, &answers))
}

/// Where the challenge says that metadata is, if that is no well-known location.
async fn named(session: &dyn Session) -> Result<Option<Url>, Obstacle> {
    let known = well_known::resource_metadata(session.target());
    Ok(session.pointer().await?.filter(|url| !known.contains(url)))
}

/// The answer to a token that nobody issued, also where the server wants none.
async fn unknown_token(session: &dyn Session) -> Result<Arc<Exchange>, Obstacle> {
    match session.unknown_token().await {
        Err(Obstacle::Step { .. }) => {
            let bearer = format!("Bearer {}", suites::steps::contact::UNKNOWN_TOKEN);
            session.observe(session.anonymous_request().with("Authorization", bearer)).await
        }
        answer => answer,
    }
}

/// The answer to the registration that succeeded, else to the first that did not.
async fn registration(session: &dyn Session) -> Result<Arc<Exchange>, Obstacle> {
    match session.registration().await {
        Ok(registered) => registered
            .exchange
            .clone()
            .ok_or_else(|| Obstacle::unknown("no client was registered: one was known without it")),
        Err(Obstacle::Step { .. }) => {
            let redirect_uri = session.profile().registration.redirect_uri.value.of(session.target());
            let metadata = session.client_metadata(ClientAuthentication::None, &redirect_uri).await;
            session.observe(session.registration_request(&metadata).await?).await
        }
        Err(obstacle) => Err(obstacle),
    }
}

async fn token(session: &dyn Session) -> Result<Arc<Exchange>, Obstacle> {
    let tokens = session.tokens().await?;
    let given = || Obstacle::unknown("no token was asked for: one was given");
    tokens.exchange.clone().ok_or_else(given)
}

/// The answers to `tools/list`, page by page; in the form of MCP 2026-07-28 where `initialize` is not answered.
async fn tools(session: &dyn Session) -> Result<Vec<Arc<Exchange>>, Obstacle> {
    let opening = match session.opening().await {
        Err(Obstacle::Step { .. }) => {
            let tokens = session.tokens().await?;
            let request = session.stateless(tokens.grant.access_token.reveal(), "tools/list");
            return Ok(vec![session.settle(request).await?]);
        }
        opening => opening?,
    };
    let initialized = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    session.observe(session.message(&opening, &initialized)).await?;
    let mut pages = Vec::new();
    let mut cursor = None;
    while pages.len() < PAGES {
        let mut list = json!({"jsonrpc": "2.0", "id": pages.len() + 1, "method": "tools/list"});
        if let Some(cursor) = cursor {
            list["params"] = json!({ "cursor": cursor });
        }
        let exchange = session.observe(session.message(&opening, &list)).await?;
        let body = exchange.response.json().unwrap_or_default();
        pages.push(exchange);
        cursor = body.pointer("/result/nextCursor").and_then(Value::as_str).map(str::to_owned);
        if cursor.is_none() {
            break;
        }
    }
    Ok(pages)
}
