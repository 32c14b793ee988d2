//! The protected resource: the MCP endpoint, the transport that was before it, and the tools behind both.

mod endpoint;
mod guard;
mod message;
mod sessions;
mod sse;
mod streamable;
mod tools;

pub(crate) use self::{
    endpoint::{Endpoint, serve},
    guard::{Guard, demand_known_host_and_origin},
    sse::{Streams, accept_message, open_stream},
};
