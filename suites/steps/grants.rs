//! What was granted to a client, and how it is renewed: asked once in a run for all checks that judge it.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::json;

use crate::{
    check::{Shortfall, inapplicable},
    exchange::{Exchange, Request},
    json::answer,
    oauth::{
        claims,
        token::{Credentials, Grant, Secret},
    },
    obstacle::Obstacle,
    session::{Registered, Session},
};

/// The approval behind the tokens that are renewed.
const FAMILY: &str = "the tokens that are renewed";

/// The clients for what several checks share: a server may end a client's grant with its next one (Cloudflare's
/// workers-oauth-provider does that), so nobody else asks for an approval of theirs.
#[derive(Clone, Copy, Debug)]
pub enum Spare {
    /// For the tokens that are renewed, and the code that comes again.
    First,
    /// For tokens of less scope, and the refresh token that comes again.
    Second,
}

/// A resource that no grant of a run is for.
pub const OTHER_RESOURCE: &str = "https://another-resource.example/mcp";

/// A scope that no server has.
const OTHER_SCOPE: &str = "claude-conformance:everything";

/// A secret that no client has.
pub const WRONG_SECRET: &str = "claude-conformance-secret-that-nobody-has";

/// What a family of refresh tokens is asked for, in this order, whichever check begins: each request carries the newest
/// token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Renewal {
    /// The first refresh.
    First,
    /// With a scope that was not granted, the last of the list.
    Wider,
    /// For another resource.
    Elsewhere,
    /// As the first: it shows that the refusals before it were none of the token.
    Again,
    /// Without the secret of a client that has one.
    WithoutSecret,
    /// By another client.
    Stranger,
}

impl Renewal {
    const ALL: [Self; 6] =
        [Self::First, Self::Wider, Self::Elsewhere, Self::Again, Self::WithoutSecret, Self::Stranger];
}

impl dyn Session + '_ {
    /// A client as `like` that has its grants for itself; `like`, where no other can be had.
    pub async fn spare_like(&self, spare: Spare, like: &Arc<Registered>) -> Arc<Registered> {
        let mut metadata = self.client_metadata(like.credentials.method, &like.redirect_uri).await;
        metadata["client_name"] = json!(format!("claude-conformance, {spare:?} spare client"));
        match self.register(&metadata).await {
            Ok(own) if own.credentials.method == like.credentials.method => own,
            _ => Arc::clone(like),
        }
    }

    /// The answer to the redemption by which a client as `like` gets the tokens that are renewed.
    pub async fn shared_redemption(&self, like: &Arc<Registered>) -> Result<Arc<Exchange>, Obstacle> {
        self.redemption_for(FAMILY, &self.spare_like(Spare::First, like).await).await
    }

    /// The answer to a redemption that checks share for this purpose.
    pub(super) async fn redemption_for(
        &self,
        purpose: &'static str,
        registered: &Arc<Registered>,
    ) -> Result<Arc<Exchange>, Obstacle> {
        let approval = self.shared_approval(purpose, Arc::clone(registered)).await?;
        self.observe(self.redemption(registered, &approval).await?).await
    }

    /// The answer to `renewal` of the tokens of a client as `like`, behind all that come before it.
    pub async fn renewed(
        &self,
        like: &Arc<Registered>,
        renewal: Renewal,
    ) -> Result<Arc<Exchange>, Shortfall> {
        let registered = &self.spare_like(Spare::First, like).await;
        let first = self.redemption_for(FAMILY, registered).await?;
        let mut newest = refresh_token(&first)?;
        let mut answered = first.clone();
        for next in Renewal::ALL.into_iter().filter(|next| *next <= renewal) {
            let Some(request) = self.renewal(next, registered, &first, &newest).await? else { continue };
            answered = self.observe(request).await?;
            if let Some(grant) = granted(&answered) {
                if next == Renewal::First {
                    // Some servers end it with the next refresh.
                    let shown = self.authorized_request(grant.access_token.reveal());
                    self.settle(shown).await.ok();
                }
                newest = grant.refresh_token.unwrap_or(newest);
            } else if matches!(next, Renewal::First | Renewal::Again) && next < renewal {
                return Err(not_refreshed(&answered).into());
            }
        }
        Ok(answered)
    }

    /// The request of `renewal`; `None` where this client has nothing to leave out.
    async fn renewal(
        &self,
        renewal: Renewal,
        registered: &Registered,
        first: &Exchange,
        newest: &Secret,
    ) -> Result<Option<Request>, Obstacle> {
        let mut request = self.refreshment(registered, newest.reveal()).await?;
        match renewal {
            Renewal::First => {}
            Renewal::Again => request = once_more(&request),
            Renewal::Wider => {
                let scope = self.wider_than(first).await;
                request.set_form_field("scope", Some(&scope));
            }
            Renewal::Elsewhere => request.set_form_field("resource", Some(OTHER_RESOURCE)),
            Renewal::WithoutSecret if registered.credentials.client_secret.is_none() => return Ok(None),
            Renewal::WithoutSecret => {
                let credentials = Credentials::public(&registered.credentials.client_id);
                let bare = Registered { credentials, ..registered.clone() };
                request = self.refreshment(&bare, newest.reveal()).await?;
            }
            Renewal::Stranger => {
                let other = self.another_client(registered).await?;
                request = self.refreshment(&other, newest.reveal()).await?;
            }
        }
        Ok(Some(request))
    }

    /// The scopes of `first` with one behind them that was not granted: a listed one, where there is one.
    async fn wider_than(&self, first: &Exchange) -> String {
        let granted = scopes(first).unwrap_or_default();
        let lists = [self.resource_metadata().await.ok(), self.server_metadata().await.ok()];
        let lists = lists.iter().flatten().filter_map(|metadata| metadata.list("scopes_supported"));
        let listed = claims::scope_set(&lists.flatten().collect::<Vec<_>>().join(" "));
        let more = listed.difference(&granted).next().map_or(OTHER_SCOPE, String::as_str);
        let all: Vec<_> = granted.iter().map(String::as_str).chain([more]).collect();
        all.join(" ")
    }

    /// A client beside `registered`, which authenticates in the same way.
    pub async fn another_client(&self, registered: &Registered) -> Result<Arc<Registered>, Obstacle> {
        let mut metadata =
            self.client_metadata(registered.credentials.method, &registered.redirect_uri).await;
        metadata["client_name"] = json!("claude-conformance, another client");
        let other = self.register(&metadata).await?;
        if other.credentials.client_id == registered.credentials.client_id {
            return Err(Obstacle::unknown("a second registration was answered with the same `client_id`"));
        }
        Ok(other)
    }
}

/// What an answer of the token endpoint grants, if anything.
pub fn granted(exchange: &Exchange) -> Option<Grant> {
    let body = exchange.response.json().filter(|_| exchange.response.is_success())?;
    Grant::from_json(&body)
}

/// The refresh token of a redemption.
pub(super) fn refresh_token(redemption: &Exchange) -> Result<Secret, Shortfall> {
    let grant = granted(redemption).ok_or_else(|| Obstacle::step("the token request", answer(redemption)))?;
    grant.refresh_token.ok_or_else(|| inapplicable("the server issues no refresh token"))
}

/// The obstacle that a refresh did not succeed.
pub fn not_refreshed(exchange: &Exchange) -> Obstacle {
    Obstacle::step("the refresh", answer(exchange))
}

/// The scopes of what an answer grants: those that it states, else those in the access token where that is a JWT.
pub fn scopes(exchange: &Exchange) -> Option<BTreeSet<String>> {
    stated_scopes(exchange).or_else(|| claims::scopes(granted(exchange)?.access_token.reveal()))
}

/// The scopes that an answer states.
pub fn stated_scopes(exchange: &Exchange) -> Option<BTreeSet<String>> {
    Some(claims::scope_set(exchange.response.json()?["scope"].as_str()?))
}

/// The same request with its first field at the end, so that it is sent and not remembered.
pub(super) fn once_more(request: &Request) -> Request {
    let mut again = request.clone();
    let first = request.form_field("grant_type");
    again.set_form_field("grant_type", first.as_deref());
    again
}
