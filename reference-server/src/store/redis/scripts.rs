//! The steps, each a script, which Redis runs with nothing in between (Redis, Atomicity of scripts).

use std::sync::LazyLock;

use redis::Script;

/// What the name of everything of ours in Redis begins with. The number is the form of what is kept: a change that another
/// version of this program would misread gets the next.
pub(super) const PREFIX: &str = "reference-server:1:";

fn script(text: &str) -> Script {
    let entries = include_str!("entries.lua");
    Script::new(&format!("local PREFIX = '{PREFIX}'\n{entries}\n{text}"))
}

pub(super) static KEEP: LazyLock<Script> = LazyLock::new(|| script(include_str!("keep.lua")));
pub(super) static REPLACE_CLIENT: LazyLock<Script> =
    LazyLock::new(|| script(include_str!("replace_client.lua")));
pub(super) static REMOVE_CLIENT: LazyLock<Script> =
    LazyLock::new(|| script(include_str!("remove_client.lua")));
pub(super) static TAKE_TICKET: LazyLock<Script> = LazyLock::new(|| script(include_str!("take_ticket.lua")));
pub(super) static KEEP_CODE: LazyLock<Script> = LazyLock::new(|| script(include_str!("keep_code.lua")));
pub(super) static TAKE_CODE: LazyLock<Script> = LazyLock::new(|| script(include_str!("take_code.lua")));
pub(super) static ROTATE: LazyLock<Script> = LazyLock::new(|| script(include_str!("rotate.lua")));
pub(super) static GRANTED: LazyLock<Script> = LazyLock::new(|| script(include_str!("granted.lua")));
pub(super) static REVOKE: LazyLock<Script> = LazyLock::new(|| script(include_str!("revoke.lua")));
pub(super) static PUBLISH_KEY: LazyLock<Script> = LazyLock::new(|| script(include_str!("publish_key.lua")));
