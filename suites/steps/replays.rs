//! What was used up and comes again. Both sequences take an approval of their own, since a server may end with it
//! whatever it granted.

use std::sync::Arc;

use super::grants::{Spare, granted, not_refreshed, once_more, refresh_token};
use crate::{
    check::{Shortfall, inapplicable},
    exchange::Exchange,
    json::answer,
    oauth::token::Secret,
    obstacle::Obstacle,
    session::{Registered, Session},
};

/// A code verifier that fits no challenge of a run.
const OTHER_VERIFIER: &str = "a-verifier-that-does-not-fit-the-replayed-code";

/// A code that was redeemed and comes again.
#[derive(Clone, Debug)]
pub struct ReplayedCode {
    /// Who redeemed it.
    registered: Arc<Registered>,
    /// The answer to its redemption with a wrong verifier, after it was redeemed.
    pub stranger: Arc<Exchange>,
    /// The answer to a refresh after that; `None` without a refresh token.
    pub refreshed: Option<Arc<Exchange>>,
    /// The answer to the same redemption once more.
    pub replay: Arc<Exchange>,
    /// The newest refresh token.
    newest: Option<Secret>,
}

/// A refresh token that was replaced and comes again.
#[derive(Clone, Debug)]
pub struct ReplayedRefresh {
    /// The answer to its return.
    pub again: Arc<Exchange>,
    /// The answer to its successor after that; `None` where the old one still works.
    pub successor: Option<Arc<Exchange>>,
}

impl dyn Session + '_ {
    /// Redeems a code of a client as `like` and refreshes, redeems it with a wrong verifier and refreshes, and redeems it
    /// again: asked once in a run.
    pub async fn replayed_code(&self, like: &Arc<Registered>) -> Result<ReplayedCode, Obstacle> {
        let registered = &self.spare_like(Spare::First, like).await;
        let redeemed = self.redemption_for("the code that comes again", registered).await?;
        let grant = granted(&redeemed).ok_or_else(|| Obstacle::control(answer(&redeemed)))?;
        let mut newest = grant.refresh_token;
        self.refreshed_once(registered, &mut newest, false).await?;
        let mut strange = redeemed.request.clone();
        strange.set_form_field("code_verifier", Some(OTHER_VERIFIER));
        let stranger = self.observe(strange).await?;
        let refreshed = self.refreshed_once(registered, &mut newest, true).await?;
        let replay = self.observe(once_more(&redeemed.request)).await?;
        Ok(ReplayedCode { registered: Arc::clone(registered), stranger, refreshed, replay, newest })
    }

    /// The answer to a refresh with `newest`, which it replaces.
    async fn refreshed_once(
        &self,
        registered: &Registered,
        newest: &mut Option<Secret>,
        again: bool,
    ) -> Result<Option<Arc<Exchange>>, Obstacle> {
        let Some(token) = newest else { return Ok(None) };
        let request = self.refreshment(registered, token.reveal()).await?;
        let exchange = self.observe(if again { once_more(&request) } else { request }).await?;
        match granted(&exchange) {
            Some(grant) => *newest = grant.refresh_token.or(newest.take()),
            None if !again => return Err(not_refreshed(&exchange)),
            None => {}
        }
        Ok(Some(exchange))
    }

    /// The answer to a refresh after the replay of the code.
    pub async fn refreshed_after(&self, code: &ReplayedCode) -> Result<Option<Arc<Exchange>>, Obstacle> {
        let Some(token) = &code.newest else { return Ok(None) };
        self.send(self.refreshment(&code.registered, token.reveal()).await?).await.map(Some)
    }

    /// Replaces a refresh token of a client as `like`, and sends the old one again: asked once in a run.
    pub async fn replayed_refresh(&self, like: &Arc<Registered>) -> Result<ReplayedRefresh, Shortfall> {
        let registered = &self.spare_like(Spare::Second, like).await;
        let redeemed = self.redemption_for("the refresh token that comes again", registered).await?;
        let old = refresh_token(&redeemed)?;
        let request = self.refreshment(registered, old.reveal()).await?;
        let exchange = self.observe(request.clone()).await?;
        let next = granted(&exchange).ok_or_else(|| not_refreshed(&exchange))?.refresh_token;
        let next = next.filter(|next| *next != old);
        let next = next.ok_or_else(|| inapplicable("the server does not replace its refresh tokens"))?;
        let again = self.observe(once_more(&request)).await?;
        let successor = match granted(&again) {
            Some(_) => None,
            None => Some(self.observe(self.refreshment(registered, next.reveal()).await?).await?),
        };
        Ok(ReplayedRefresh { again, successor })
    }
}
