//! The whole server, driven from outside as a client drives it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod access_token;
mod authorization;
mod client;
mod discovery;
mod introspection;
mod management;
mod mcp;
mod metadata_document;
mod methods;
mod monitoring;
mod observation;
mod pre_registered;
mod rate_limit;
mod registration;
mod revocation;
mod sessions;
mod sign_in;
mod sse;
mod step_up;
mod token;
