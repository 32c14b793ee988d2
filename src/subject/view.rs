//! The port through which a check sees the server under test.

mod approvals;
mod registration;
mod scope;
mod tokens;

use std::{net::IpAddr, sync::Arc};

use suites::{
    client::{Client, Profile},
    exchange::{Exchange, Request},
    oauth::{authorization::AuthorizationRequest, pkce::Nonce},
    obstacle::Obstacle,
    session::{Approval, BoxFuture, Consent, Handshake, Registered, Session, Step, Tokens, Walk},
    spec::Revision,
};
use tokio::sync::Mutex;
use url::Url;

pub(super) use approvals::Approvals;
pub(super) use scope::Scoped;

use super::{Subject, leases::Lease, obstacle};
use crate::wire::Wire;

/// The server under test as one client sees it, or as anyone does.
#[derive(Clone, Debug)]
pub struct View {
    subject: Arc<Subject>,
    client: Option<Client>,
    wire: Wire,
    may_approve: bool,
    /// The place of the check that asks in the catalogue: it tells which client asks for its approvals, where anyone may.
    place: usize,
    /// The client of which no other check may ask for an approval until this one is judged.
    lease: Option<Arc<Mutex<Option<Lease>>>>,
}

impl View {
    pub(super) fn new(subject: Arc<Subject>, client: Option<Client>, wire: Wire) -> Self {
        Self { subject, client, wire, may_approve: true, place: 0, lease: Some(Arc::default()) }
    }

    /// Waits until no other check has approvals of the same client under way: a server may end a client's older grant with
    /// a new one, between its approval and its redemption. Of a second client nothing is leased, so that two checks never
    /// wait for each other.
    async fn take_lease(&self, request: &AuthorizationRequest) {
        let Some(lease) = &self.lease else { return };
        let mut lease = lease.lock().await;
        if lease.is_none() {
            *lease = Some(self.subject.leases.take(request).await);
        }
    }

    /// The same for one who waits for nobody.
    fn without_lease(self) -> Self {
        Self { lease: None, ..self }
    }

    /// The same for the check at this place of the catalogue.
    pub(crate) fn of_check_at(self, place: usize) -> Self {
        Self { place, ..self }
    }

    /// The same for one whom the budget leaves no approval of its own.
    pub(crate) fn without_approvals(self) -> Self {
        Self { may_approve: false, ..self }
    }

    /// The same, for what is done once for whoever asks first.
    fn shared(&self, what: &str) -> Self {
        Self { wire: self.wire.asked_by(what), may_approve: true, ..self.clone() }
    }

    /// The first client of the run in whose walk `part` is found.
    pub(super) async fn first<T>(&self, part: impl Fn(&Walk) -> Option<Arc<T>>) -> Option<Arc<T>> {
        for client in &self.subject.brief.clients {
            if let Some(found) = part(&*self.subject.walk_of(*client).await) {
                return Some(found);
            }
        }
        None
    }
}

impl Session for View {
    fn target(&self) -> &Url {
        &self.subject.brief.target
    }

    fn revision(&self) -> Revision {
        self.subject.brief.revision
    }

    fn profile(&self) -> &'static Profile {
        self.client
            .or(self.subject.brief.clients.first().copied())
            .unwrap_or(Client::ClaudeWeb)
            .profile()
    }

    fn nonce(&self) -> Nonce {
        self.wire.nonce()
    }

    fn observe(&self, request: Request) -> Step<'_, Arc<Exchange>> {
        Box::pin(self.subject.observe(request))
    }

    fn send(&self, request: Request) -> Step<'_, Arc<Exchange>> {
        Box::pin(async move { self.wire.send(&request, self.wire.patience()).await })
    }

    fn registration(&self) -> Step<'_, Arc<Registered>> {
        Box::pin(async move {
            let Some(client) = self.client else {
                let shared = self.shared("the registration for anyone");
                return self.subject.registration.get_or_init(|| shared.any_registration()).await.clone();
            };
            let walk = self.subject.walk_of(client).await;
            walk.registered.clone().ok_or_else(|| walk.ended_before("registration"))
        })
    }

    fn tokens(&self) -> Step<'_, Arc<Tokens>> {
        Box::pin(async move {
            let Some(client) = self.client else {
                let shared = self.shared("the tokens for anyone");
                return self.subject.tokens.get_or_init(|| shared.any_tokens()).await.clone();
            };
            let walk = self.subject.walk_of(client).await;
            walk.tokens.clone().ok_or_else(|| walk.ended_before("the token request"))
        })
    }

    fn applicant(&self) -> Step<'_, Arc<Registered>> {
        Box::pin(async move {
            let redeemers = if self.client.is_none() { self.redeemers().await } else { Vec::new() };
            match redeemers.get(self.place % redeemers.len().max(1)) {
                Some(redeemer) => Ok(Arc::clone(redeemer)),
                None => self.registration().await,
            }
        })
    }

    fn approve(&self, request: AuthorizationRequest) -> Step<'_, Arc<Approval>> {
        Box::pin(async move {
            if !self.may_approve {
                return Err(self.subject.approver.spent());
            }
            self.take_lease(&request).await;
            self.subject.approve(&self.wire, self.profile(), request).await
        })
    }

    fn tokens_within(&self, scope: String) -> Step<'_, Arc<Tokens>> {
        Box::pin(async move { self.scoped_tokens(&scope).await })
    }

    fn shared_approval(&self, purpose: &'static str, who: Arc<Registered>) -> Step<'_, Arc<Approval>> {
        Box::pin(self.approval_of(purpose, who))
    }

    fn consent(&self, request: AuthorizationRequest, seen: Vec<Arc<Exchange>>) -> Step<'_, Arc<Consent>> {
        Box::pin(async move {
            if !self.may_approve {
                return Err(self.subject.approver.spent());
            }
            self.take_lease(&request).await;
            let consent = self.subject.approver.consent(&self.wire, request, &seen).await;
            consent.map(Arc::new).map_err(obstacle)
        })
    }

    fn walk(&self) -> BoxFuture<'_, Arc<Walk>> {
        Box::pin(self.subject.walk_of(self.profile().client))
    }

    fn recorded(&self, index: usize) -> Option<Arc<Exchange>> {
        self.wire.recording().exchange(index)
    }

    fn addresses(&self, host: String) -> Step<'_, Vec<IpAddr>> {
        Box::pin(async move { self.wire.addresses(&host).await })
    }

    fn handshake(&self, url: Url) -> Step<'_, Handshake> {
        Box::pin(async move { self.wire.handshake(&url).await })
    }

    fn may_register(&self) -> Result<(), Obstacle> {
        if self.subject.brief.may_register { Ok(()) } else { Err(Obstacle::ReadOnly) }
    }
}
