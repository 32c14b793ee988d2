//! What the official suite (npm `@modelcontextprotocol/conformance`) asks a server for: tools, prompts and resources under
//! the names that it uses, and answers in the words that it expects.
//!
//! The suite cannot send a token, so this is an endpoint of its own, open to anybody and served only if the settings say so.
//! It runs by the same code as the protected one, and so what the suite finds is true of that.

mod changes;
mod content;
mod conversation;
mod endpoint;
mod fixtures;
mod input;
mod prompts;
mod resources;
mod rounds;

pub(crate) use self::endpoint::{Endpoint, serve};
