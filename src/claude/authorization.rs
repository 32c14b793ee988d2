//! The person's part, seen by the client: what it asks, and what it makes of the way back.

use std::sync::Arc;

use suites::{
    client::{IssCheck, StateForm},
    oauth::{
        authorization::{AuthorizationRequest, Callback},
        pkce::Pkce,
    },
    session::{Approval, Stage},
};

use super::{Player, failure::Failure, no_answer};
use crate::approval::Refusal;

impl Player<'_> {
    /// Asks the person, and reads the way back by the client's rules; `state` and `iss` are held against what was sent
    /// later.
    pub(super) async fn authorize(&mut self) -> Result<Arc<Approval>, Failure> {
        let approval = self.ask_person().await?;
        let callback = &approval.callback;
        let takes_post = self.profile.authorization.takes_post.value;
        if callback.form_post || (callback.method != "GET" && !takes_post) {
            return Err(Failure::CallbackPosted { form_post: callback.form_post });
        }
        Ok(approval)
    }

    /// Opens the person's browser, and waits for the way back.
    pub(super) async fn ask_person(&mut self) -> Result<Arc<Approval>, Failure> {
        let request = self.authorization_request()?;
        self.memory.asked_scope = self.scope();
        self.walk.authorization = Some(request.clone());
        let approval = match self.start.approver.approve(self.start.wire, self.profile, request).await {
            Ok(approval) => approval,
            Err(Refusal::Page(exchange)) => return Err(Failure::AuthorizationPage(exchange)),
            Err(Refusal::Obstacle(obstacle)) => return Err(no_answer(Stage::Authorization, obstacle)),
        };
        approval.exchanges.iter().for_each(|exchange| self.note(exchange.index));
        let approval = Arc::new(approval);
        self.walk.approval = Some(Arc::clone(&approval));
        Ok(approval)
    }

    fn authorization_request(&self) -> Result<AuthorizationRequest, Failure> {
        let endpoint = self.discovered.endpoint("authorization_endpoint", "/authorize");
        let endpoint =
            endpoint.ok_or_else(|| Failure::ServerMetadataInvalid("no `authorization_endpoint`".into()))?;
        let registered = self.memory.client.as_ref().expect("a client registers before it asks the person");
        let rules = &self.profile.authorization;
        let (pkce, nonce) = (Pkce::of(self.start.wire.nonce()), self.start.wire.nonce());
        let state = match rules.state.value {
            StateForm::Base64Url => nonce.text(),
            StateForm::Uuid => nonce.uuid(),
        };
        let scope = self.scope();
        let prompt = scope
            .as_ref()
            .filter(|scope| self.asks_offline_access(scope.as_str() != "offline_access"));
        let resource = self.resource();
        let value = |name: &str| match name {
            "response_type" => Some("code"),
            "client_id" => Some(registered.credentials.client_id.as_str()),
            "code_challenge" => Some(pkce.challenge.as_str()),
            "code_challenge_method" => Some("S256"),
            "redirect_uri" => Some(registered.redirect_uri.as_str()),
            "state" => Some(state.as_str()),
            "scope" => scope.as_deref(),
            "prompt" => prompt.map(|_| "consent"),
            "resource" => resource.as_deref(),
            other => unreachable!("no profile has the parameter `{other}`"),
        };
        let parameters: Vec<(&str, &str)> =
            rules.parameters.value.iter().filter_map(|name| Some((*name, value(name)?))).collect();
        Ok(AuthorizationRequest::new(&endpoint, &parameters, pkce.clone()))
    }

    /// Whether the way back brings a code, and not an error.
    pub(super) fn check_callback(&self, callback: &Callback) -> Result<(), Failure> {
        if let Some(error) = callback.parameter("error") {
            let description = callback.parameter("error_description").map(str::to_owned);
            return Err(Failure::Denied { error: error.to_owned(), description });
        }
        let waits = self.profile.callback.waits_for_code.value;
        callback.parameter("code").map(|_| ()).ok_or(Failure::NoCode { waits })
    }

    /// Holds `iss` against the issuer: present and wrong fails, absent fails where it is advertised (RFC 9207 §2.4).
    pub(super) fn check_iss(&self, callback: &Callback) -> Result<(), Failure> {
        let Some(metadata) = self.discovered.server_metadata.as_ref() else { return Ok(()) };
        let advertised = metadata.get("authorization_response_iss_parameter_supported") == Some(&true.into());
        let issuer = metadata.get("issuer").and_then(|issuer| issuer.as_str());
        let (received, expected) = (callback.parameter("iss"), issuer.unwrap_or_default());
        let holds = received.map_or(!advertised, |received| received == expected);
        if holds || self.profile.authorization.checks_iss.value == IssCheck::Never {
            return Ok(());
        }
        Err(Failure::CallbackIssuerMismatch {
            expected: expected.to_owned(),
            received: received.map(str::to_owned),
        })
    }
}
