//! A conforming OAuth 2.1 authorization server and MCP resource server in one process: the model to copy.
//!
//! One file an endpoint, named as the RFCs name it. A request passes through them in the order in which a client meets the
//! server: `challenge` (401), `resource_metadata`, `server_metadata`, `registration`, `authorization`, `consent`, `token`,
//! and at last `mcp`. Everything that must hold when two requests race is said by the `store`.
//!
//! ```
//! let server = reference_server::Server::builder().start().expect("a free port on the loopback interface");
//! assert!(server.url().as_str().ends_with("/mcp"));
//! ```

mod access_token;
mod accounts;
mod address;
mod application;
mod authorization;
mod challenge;
mod client;
mod clock;
mod cors;
pub mod credentials;
mod error;
mod grant;
mod introspection;
mod key_set;
mod loopback;
mod mcp;
mod mcp_session;
mod media_type;
mod methods;
mod metrics;
mod monitoring;
mod observation;
mod outcome;
mod page;
mod parameters;
pub mod paths;
mod rate_limit;
mod redirect_uri;
mod registration;
mod resource;
mod resource_metadata;
mod revocation;
mod router;
mod scope;
mod secret;
mod server;
mod server_metadata;
mod service;
mod settings;
mod signing;
mod storage;
mod store;
mod streams;
mod tls;
mod token;

pub use accounts::{Accounts, InvalidAccounts, hash_password};
pub use address::{ProxyHeader, UnknownProxyHeader};
pub use client::{
    DEFAULT_REDIRECT_URIS, FetchPolicy, InvalidAuthority, InvalidClientMetadata, InvalidPreRegistration,
};
pub use clock::Clock;
pub use rate_limit::{Rate, RateLimits};
pub use server::{Builder, Server, StartError};
pub use service::{Service, router};
pub use settings::{InvalidPublicUrl, Settings};
pub use signing::InvalidSigningKey;
pub use storage::{InvalidStorage, RedisUrl, Storage};
pub use store::OpenError;
pub use tls::{InvalidCertificate, Tls};
