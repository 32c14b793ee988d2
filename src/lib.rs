//! Tells whether each Claude client can connect to an OAuth-protected MCP server, and if not, which layer fails, why,
//! and how to mend it.

pub mod approval;
pub mod bench;
pub mod claude;
pub mod cli;
pub mod command;
pub mod report;
pub mod runner;
pub mod selftest;
pub mod subject;
pub mod usage;
pub mod wire;
