//! The steps of discovery: metadata documents, at the locations where clients look for them.

use std::sync::Arc;

use url::Url;

use crate::{
    exchange::{Exchange, Request},
    oauth::well_known,
    obstacle::Obstacle,
    session::Session,
    steps::{Document, first_document, origin, token_agent},
};

impl dyn Session + '_ {
    /// A GET for metadata, as the client's OAuth part sends it.
    pub fn metadata_request(&self, url: Url) -> Request {
        let agent = token_agent(self.profile());
        Request::read(url).with("Accept", "application/json").with_all(agent.fields())
    }

    /// The answers of every location of protected resource metadata: the pointer, the well-known ones. A redirect is
    /// followed by the answer that it leads to.
    pub async fn resource_metadata_answers(&self) -> Result<Vec<Arc<Exchange>>, Obstacle> {
        let mut urls: Vec<Url> = self.pointer().await?.into_iter().collect();
        for url in well_known::resource_metadata(self.target()) {
            if !urls.contains(&url) {
                urls.push(url);
            }
        }
        let mut answers = Vec::new();
        let mut obstacle = None;
        for url in urls {
            match self.metadata_answers(url).await {
                Ok(found) => answers.extend(found),
                Err(reason) => obstacle = obstacle.or(Some(reason)),
            }
        }
        obstacle.filter(|_| answers.is_empty()).map_or(Ok(answers), Err)
    }

    /// Those of the answers that a client gets to see: the pointer's, and those of the well-known locations up to the
    /// first that serves a document.
    pub async fn resource_metadata_seen(&self) -> Result<Vec<Arc<Exchange>>, Obstacle> {
        let mut seen = Vec::new();
        if let Some(url) = self.pointer().await? {
            seen.extend(self.metadata_answers(url).await.unwrap_or_default());
        }
        for url in well_known::resource_metadata(self.target()) {
            let answers = match self.metadata_answers(url).await {
                Err(_) if first_document(&seen).is_some() => break,
                answers => answers?,
            };
            let found = first_document(&answers).is_some();
            let unseen: Vec<_> = answers.into_iter().filter(|answer| !seen.contains(answer)).collect();
            seen.extend(unseen);
            if found {
                break;
            }
        }
        Ok(seen)
    }

    /// The protected resource metadata: the first location that answers 200 with a JSON object.
    pub async fn resource_metadata(&self) -> Result<Document, Obstacle> {
        let seen = self.resource_metadata_seen().await?;
        first_document(&seen).ok_or_else(|| {
            Obstacle::step("protected resource metadata", "no location answers 200 with a JSON object")
        })
    }

    /// The issuer: the first of `authorization_servers`, or the origin of the MCP URL where there is none.
    pub async fn issuer(&self) -> Result<Url, Obstacle> {
        let metadata = self.resource_metadata().await.ok();
        let named = metadata.as_ref().and_then(|document| document.list("authorization_servers"));
        match named.as_deref().and_then(|list| list.first()) {
            Some(issuer) => Url::parse(issuer).map_err(|_| {
                Obstacle::step("authorization server metadata", format!("`{issuer}` is no absolute URL"))
            }),
            None => Ok(origin(self.target())),
        }
    }

    /// The answers of the locations of authorization server metadata, up to the first that serves a document. A
    /// redirect is followed by the answer that it leads to.
    pub async fn server_metadata_answers(&self) -> Result<Vec<Arc<Exchange>>, Obstacle> {
        let mut answers = Vec::new();
        for url in well_known::server_metadata(&self.issuer().await?) {
            answers.extend(self.metadata_answers(url).await?);
            if first_document(&answers).is_some() {
                break;
            }
        }
        Ok(answers)
    }

    /// The authorization server metadata: the first location that answers 200 with a JSON object.
    pub async fn server_metadata(&self) -> Result<Document, Obstacle> {
        let answers = self.server_metadata_answers().await?;
        first_document(&answers).ok_or_else(|| {
            Obstacle::step("authorization server metadata", "no location answers 200 with a JSON object")
        })
    }

    /// An endpoint that the authorization server metadata names.
    pub async fn endpoint(&self, member: &'static str) -> Result<Url, Obstacle> {
        let metadata = self.server_metadata().await?;
        metadata.url(member).ok_or_else(|| {
            Obstacle::step("authorization server metadata", format!("it names no absolute `{member}`"))
        })
    }

    /// The answer of a location of metadata, and those that its redirects lead to: clients follow them.
    pub async fn metadata_answers(&self, url: Url) -> Result<Vec<Arc<Exchange>>, Obstacle> {
        let mut answers = vec![self.observe(self.metadata_request(url)).await?];
        while let Some(url) =
            answers.last().and_then(|exchange| exchange.redirect()).filter(|_| answers.len() < 4)
        {
            match self.observe(self.metadata_request(url)).await {
                Ok(exchange) => answers.push(exchange),
                Err(_) => break,
            }
        }
        Ok(answers)
    }
}
