//! By which revisions of MCP a server is judged: those that it speaks.

use std::sync::Arc;

use crate::{exchange::Exchange, obstacle::Obstacle, session::Session, spec::Revision};

impl dyn Session + '_ {
    /// The revisions that bind the server, none newer than the wanted one: that which it negotiates with the clients'
    /// `initialize`, since it serves them by it, and MCP 2026-07-28 where it speaks that. Only the wanted one, where
    /// nothing is known for want of a token.
    pub async fn revisions(&self) -> Vec<Revision> {
        let wanted = self.revision();
        let mut spoken = Vec::new();
        if let Ok(opening) = self.opening().await {
            spoken.push(self.of_authorization(Revision::spoken_as(opening.revision())).await.min(wanted));
        }
        if wanted == Revision::V2026_07_28 && self.speaks_without_session().await {
            spoken.push(wanted);
        }
        if spoken.is_empty() {
            spoken.push(wanted);
        }
        spoken.dedup();
        spoken
    }

    /// The revision whose authorization a server has that speaks `revision`: protected resource metadata came with
    /// 2025-06-18, and SDKs brought them to servers that still negotiate 2025-03-26.
    async fn of_authorization(&self, revision: Revision) -> Revision {
        match self.resource_metadata().await {
            Ok(_) => revision.max(Revision::V2025_06_18),
            Err(_) => revision,
        }
    }

    /// The answer to `server/discover`, with the access token.
    pub async fn discovery(&self) -> Result<Arc<Exchange>, Obstacle> {
        let tokens = self.tokens().await?;
        self.observe(self.stateless(tokens.grant.access_token.reveal(), "server/discover")).await
    }

    /// Whether the server answers requests without a session: `server/discover`, which every server of MCP 2026-07-28
    /// answers, or where it forgot that, `tools/list`, whose result has `resultType` since then.
    async fn speaks_without_session(&self) -> bool {
        let discovered = self.discovery().await.ok().and_then(|exchange| exchange.response.json());
        if discovered.is_some_and(|body| body.get("result").is_some()) {
            return true;
        }
        let Ok(tokens) = self.tokens().await else { return false };
        let request = self.stateless(tokens.grant.access_token.reveal(), "tools/list");
        let listed = self.settle(request).await.ok().and_then(|exchange| exchange.response.json());
        listed.is_some_and(|body| body["result"].get("resultType").is_some())
    }
}
