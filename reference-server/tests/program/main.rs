//! The program itself, as an operator runs it.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod client;
mod clients;
mod configuration;
mod monitoring;
mod process;
mod shutdown;
mod start;
mod store;
mod tls;
