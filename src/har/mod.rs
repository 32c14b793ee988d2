//! Recordings as files: HAR 1.2 (<http://www.softwareishard.com/blog/har-12-spec/>), which the developer tools of browsers
//! open, with what a replay needs in custom fields, whose names begin with an underscore as the format wants it.
//!
//! Secrets have names: equal ones the same, so that a replay, in which the server hands out the names, sends requests that
//! are those of the recording to the letter.

mod cookies;
mod read;
mod settings;
mod shape;
mod write;

pub use read::{Unreadable, read};
pub use settings::Settings;
pub use write::write;

/// The version of the custom fields.
const FORMAT: u32 = 1;
