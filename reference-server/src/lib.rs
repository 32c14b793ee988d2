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
mod application;
mod authorization;
mod challenge;
mod client;
mod clock;
mod consent;
pub mod credentials;
mod error;
mod grant;
mod mcp;
mod page;
mod parameters;
pub mod paths;
mod redirect_uri;
mod registration;
mod resource_metadata;
mod router;
mod scope;
mod secret;
mod server;
mod server_metadata;
mod settings;
mod store;
mod token;

pub use access_token::InvalidSigningKey;
pub use client::{
    DEFAULT_REDIRECT_URIS, FetchPolicy, InvalidCertificate, InvalidClientMetadata, InvalidPreRegistration,
};
pub use clock::Clock;
pub use router::router;
pub use server::{Builder, Server, StartError};
pub use settings::{InvalidPublicUrl, Settings, Storage};
pub use store::OpenError;
