//! Why a walk ended: what the server did, before any client puts it into words.

use std::sync::Arc;

use suites::{
    exchange::{Exchange, Request, Response},
    obstacle::Obstacle,
    session::{Outcome, Stage},
};
use url::Url;

/// The end of a walk.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    /// The MCP endpoint, or another that the client needs, gave no answer.
    NoAnswer(Stage, Obstacle),
    /// The harness itself could not go on: a budget, or a page that needs a person.
    Unplayable(Stage, Obstacle),
    /// The MCP endpoint refused the first request for another reason than a missing token.
    ContactRefused(Arc<Exchange>),
    /// The MCP endpoint refused a request of the stateless wire, and the client speaks no other.
    RevisionRefused(Arc<Exchange>),
    /// Protected resource metadata is there and cannot be used.
    ResourceMetadataUnusable(Arc<Exchange>),
    /// `resource` names something else than the MCP URL.
    ResourceMismatch { resource: String },
    /// Authorization server metadata is nowhere, and the client does not go without.
    NoServerMetadata(Url),
    /// The resource names another authorization server than the one that the given client was registered with.
    IssuerChanged { known: String, found: String },
    /// Authorization server metadata answered with a server error.
    ServerMetadataError(Arc<Exchange>),
    /// Authorization server metadata is no JSON.
    ServerMetadataNotJson(Arc<Exchange>),
    /// Authorization server metadata broke the client's schema.
    ServerMetadataInvalid(String),
    /// The metadata's issuer is not the one it was asked for.
    IssuerMismatch { expected: String, received: String },
    /// There is no way to become a client.
    NoRegistration,
    /// The registration was refused.
    RegistrationRejected(Arc<Exchange>),
    /// The registration response broke the client's schema.
    RegistrationInvalid(String),
    /// Challenge methods are listed, and S256 is not among them.
    NoS256,
    /// The browser ended on a page from which no approval leads on.
    AuthorizationPage(Arc<Exchange>),
    /// The person, or the server in their place, said no.
    Denied { error: String, description: Option<String> },
    /// The browser was sent back by POST.
    CallbackPosted { form_post: bool },
    /// The state that came back is not the one that was sent; the client has found `server` once more, or waits for another
    /// callback.
    StateMismatch { server: String, waits: bool },
    /// The redirect carries neither code nor error; the client may wait for another callback.
    NoCode { waits: bool },
    /// `iss` of the redirect is not the issuer, or missing though advertised.
    CallbackIssuerMismatch { expected: String, received: Option<String> },
    /// The token endpoint refused the code.
    TokenRejected(Arc<Exchange>),
    /// The token endpoint refused a client that showed the secret which came with its registration for `none`.
    SecretRejected(Arc<Exchange>),
    /// The token response is no JSON.
    TokenNotJson(Arc<Exchange>),
    /// The token response broke the client's schema.
    TokenInvalid(String),
    /// The token endpoint is not https, and the client will not send a secret there.
    TokenEndpointInsecure(Url),
    /// Somebody must sign in first, and nobody did.
    SignInNeeded(Arc<Exchange>),
    /// The access token came to its end and could not be renewed; whether it was shown all the same.
    NotRenewed(Arc<Exchange>, bool),
    /// The token endpoint refused a renewal for another reason than that the refresh token is not valid.
    RefreshRejected(Arc<Exchange>),
    /// The MCP endpoint refused the fresh token.
    TokenRefused(Arc<Exchange>),
    /// The MCP endpoint redirects to another origin, where the token does not follow.
    TokenLost(Arc<Exchange>),
    /// The MCP endpoint answered an authorized request with something else than MCP.
    SessionBroken(Arc<Exchange>),
    /// The MCP endpoint answered a request for an event stream of HTTP+SSE with something else.
    StreamRefused(Arc<Exchange>),
}

impl Failure {
    /// The stage that the walk reached.
    pub(super) const fn stage(&self) -> Stage {
        match self {
            Self::NoAnswer(stage, _) | Self::Unplayable(stage, _) => *stage,
            Self::ContactRefused(_) | Self::RevisionRefused(_) | Self::SignInNeeded(_) => Stage::Challenge,
            Self::NotRenewed(..) | Self::RefreshRejected(_) => Stage::Refresh,
            Self::ResourceMetadataUnusable(_) | Self::ResourceMismatch { .. } => Stage::ResourceMetadata,
            Self::ServerMetadataError(_)
            | Self::ServerMetadataNotJson(_)
            | Self::ServerMetadataInvalid(_)
            | Self::NoServerMetadata(_)
            | Self::IssuerChanged { .. }
            | Self::IssuerMismatch { .. } => Stage::ServerMetadata,
            Self::NoRegistration
            | Self::RegistrationRejected(_)
            | Self::RegistrationInvalid(..)
            | Self::NoS256 => Stage::Registration,
            Self::AuthorizationPage(_) | Self::Denied { .. } => Stage::Authorization,
            Self::CallbackPosted { .. }
            | Self::StateMismatch { .. }
            | Self::NoCode { .. }
            | Self::CallbackIssuerMismatch { .. } => Stage::Callback,
            Self::TokenRejected(_)
            | Self::SecretRejected(_)
            | Self::TokenNotJson(_)
            | Self::TokenInvalid(..)
            | Self::TokenEndpointInsecure(_) => Stage::Token,
            Self::TokenRefused(_) | Self::TokenLost(_) | Self::SessionBroken(_) | Self::StreamRefused(_) => {
                Stage::Session
            }
        }
    }

    /// How the walk ends with it: a client that waits for a callback stalls, the others give up.
    pub(super) const fn outcome(&self) -> Outcome {
        match self {
            Self::Unplayable(..) => Outcome::Unknown,
            Self::AuthorizationPage(_)
            | Self::CallbackPosted { .. }
            | Self::StateMismatch { waits: true, .. }
            | Self::NoCode { waits: true } => Outcome::Stalled,
            _ => Outcome::Failed,
        }
    }

    /// Whether it says that somebody must sign in, of a request that showed no token.
    pub(super) fn asks_for_sign_in(&self) -> bool {
        match self {
            Self::SignInNeeded(_) => true,
            Self::NotRenewed(_, shown) => !shown,
            _ => false,
        }
    }

    /// What stood in the way where nothing was answered, or nothing could be asked.
    pub(super) fn obstacle(&self) -> Option<Obstacle> {
        match self {
            Self::NoAnswer(_, obstacle) | Self::Unplayable(_, obstacle) => Some(obstacle.clone()),
            _ => None,
        }
    }

    /// The check that proves the cause.
    pub(super) fn check(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoAnswer(..)
            | Self::Unplayable(..)
            | Self::SignInNeeded(_)
            | Self::IssuerChanged { .. } => {
                return None;
            }
            Self::NoServerMetadata(_) => "server-metadata-is-discoverable",
            Self::RevisionRefused(_) => "server-discover-is-implemented",
            Self::ContactRefused(_) => "anonymous-request-is-unauthorized",
            Self::NotRenewed(..) | Self::RefreshRejected(_) => "refresh-works",
            Self::ResourceMetadataUnusable(_) => "resource-metadata-is-json-or-not-found",
            Self::ResourceMismatch { .. } => "resource-names-the-endpoint-origin",
            Self::ServerMetadataError(_) | Self::ServerMetadataNotJson(_) => {
                "server-metadata-locations-answer-cleanly"
            }
            Self::ServerMetadataInvalid(_) => "server-metadata-has-no-null",
            Self::IssuerMismatch { .. } => "issuer-is-identical",
            Self::NoRegistration => "registration-is-possible",
            Self::RegistrationRejected(_) => "registration-accepts-the-client",
            Self::RegistrationInvalid(..) => "registration-response-has-no-null",
            Self::NoS256 => "code-challenge-methods-include-s256",
            Self::AuthorizationPage(_) => "authorization-page-answers",
            Self::Denied { .. } | Self::NoCode { .. } => "callback-carries-code",
            Self::CallbackPosted { .. } => "approval-ends-in-a-get",
            Self::StateMismatch { .. } => "callback-returns-state-unchanged",
            Self::CallbackIssuerMismatch { .. } => "callback-names-the-issuer",
            Self::TokenRejected(exchange) => check_of_method(exchange),
            Self::SecretRejected(_) => "public-client-gets-no-secret",
            Self::TokenNotJson(_) | Self::TokenInvalid(..) => "token-response-has-no-null",
            Self::TokenEndpointInsecure(_) => "server-metadata-endpoints-are-absolute",
            Self::TokenRefused(exchange) if is_forbidden_without_challenge(exchange) => {
                "endpoint-treats-user-agents-alike"
            }
            Self::TokenRefused(_) => "fresh-token-is-accepted",
            Self::TokenLost(_) => "endpoint-stays-on-its-origin",
            Self::SessionBroken(_) => "tools-are-listed",
            Self::StreamRefused(_) => "endpoint-speaks-streamable-http",
        })
    }
}

/// The check of the method by which the client authenticated at the token endpoint.
fn check_of_method(exchange: &Exchange) -> &'static str {
    let Request { headers, .. } = &exchange.request;
    match (headers.first("authorization"), exchange.request.form_field("client_secret")) {
        (Some(_), _) => "token-endpoint-takes-client-secret-basic",
        (None, Some(_)) => "token-endpoint-takes-client-secret-post",
        (None, None) => "token-endpoint-takes-public-clients",
    }
}

/// Whether a refusal is none of OAuth's: those to a request with a token carry a challenge (RFC 6750 §3).
pub(super) fn is_forbidden_without_challenge(exchange: &Exchange) -> bool {
    let Response { status, headers, .. } = &exchange.response;
    *status == 403 && headers.first("www-authenticate").is_none()
}
