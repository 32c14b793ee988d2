//! The tokens for a check that anyone may ask.

use std::sync::Arc;

use suites::{
    oauth::token::{Credentials, Grant, Secret},
    obstacle::Obstacle,
    session::{Registered, Session, Tokens},
};

use super::View;

impl View {
    /// The tokens of the first walk that got some, else those that the user gave, else fresh ones.
    pub(super) async fn any_tokens(&self) -> Result<Arc<Tokens>, Obstacle> {
        if let Some(tokens) = self.first(|walk| walk.tokens.clone()).await {
            return Ok(tokens);
        }
        if let Some(token) = &self.subject.brief.token {
            return Ok(Arc::new(given(token)));
        }
        let session: &dyn Session = self;
        let registered = session.registration().await?;
        session.tokens_for(&registered).await.map(Arc::new)
    }

    /// The clients that redeemed a code in their walk and authenticate as the first of them.
    pub(super) async fn redeemers(&self) -> Vec<Arc<Registered>> {
        let mut redeemers: Vec<Arc<Registered>> = Vec::new();
        for client in &self.subject.brief.clients {
            let tokens = self.subject.walk_of(*client).await.tokens.clone();
            let redeemed = tokens.filter(|tokens| tokens.exchange.is_some());
            redeemers.extend(redeemed.map(|tokens| Arc::clone(&tokens.registered)));
        }
        let method = redeemers.first().map(|first| first.credentials.method);
        redeemers.retain(|redeemer| Some(redeemer.credentials.method) == method);
        redeemers
    }
}

/// The token that the user gave; nothing else is known of it.
fn given(token: &Secret) -> Tokens {
    let registered =
        Registered { credentials: Credentials::public(""), redirect_uri: String::new(), exchange: None };
    let grant = Grant { access_token: token.clone(), refresh_token: None, expires_in: None };
    Tokens { grant, registered: Arc::new(registered), approval: None, exchange: None }
}
