//! The whole server, driven from outside as a client drives it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod authorization;
mod client;
mod discovery;
mod management;
mod mcp;
mod metadata_document;
mod pre_registered;
mod registration;
mod token;
