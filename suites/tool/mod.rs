//! The tools that the server lists: none is called.

mod tool_names_fit_each_client;
mod tool_schemas_are_plain_objects;
mod tools_are_listed;

use std::sync::Arc;

use crate::{
    check::{Shortfall, Suite},
    prelude::*,
};

/// The suite.
pub(crate) const SUITE: Suite = Suite {
    id: "tool",
    title: "the tools are listed in a form that each client takes",
    checks: &[
        &tools_are_listed::CHECK,
        &tool_names_fit_each_client::CHECK,
        &tool_schemas_are_plain_objects::CHECK,
    ],
};

/// The tools of the list, with the exchange that lists them.
async fn tools(session: &dyn Session) -> Result<(Arc<Exchange>, Vec<Value>), Shortfall> {
    let exchange = session.listed_tools().await?;
    let body = exchange.response.json().unwrap_or_default();
    match body["result"]["tools"].as_array() {
        Some(tools) => Ok((exchange, tools.clone())),
        None => Err(Obstacle::step("`tools/list`", exchange.summary()).into()),
    }
}
