//! The protected resource: the MCP endpoint, the transport that was before it, and the tools behind both.

mod conformance;
mod endpoint;
mod guard;
mod message;
mod routes;
mod sessions;
mod sse;
mod streamable;
mod tools;

pub(crate) use self::routes::routes;
