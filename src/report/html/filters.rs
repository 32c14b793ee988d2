//! What the templates call by name.

#![expect(
    unreachable_pub,
    clippy::inline_always,
    clippy::unnecessary_wraps,
    clippy::unused_self,
    reason = "the form of a filter is that of askama's macro"
)]

use std::fmt::Display;

use askama::{Values, filters::Safe};

/// Prose, with what stands in backticks as code.
#[askama::filter_fn]
pub(super) fn prose(text: impl Display, _: &dyn Values) -> askama::Result<Safe<String>> {
    Ok(Safe(marked_up(&text.to_string())))
}

fn marked_up(text: &str) -> String {
    let escaped = text.replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;");
    let parts: Vec<_> = escaped.split('`').collect();
    // A backtick without its partner marks nothing.
    if parts.len() % 2 == 0 {
        return escaped;
    }
    let part = |(at, part): (usize, &&str)| {
        if at % 2 == 1 { format!("<code>{part}</code>") } else { (*part).to_owned() }
    };
    parts.iter().enumerate().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::marked_up;

    #[test]
    fn nothing_but_code_becomes_markup() {
        assert_eq!(marked_up("use `a<b>` & <i>"), "use <code>a&#60;b&#62;</code> &#38; &#60;i&#62;");
        assert_eq!(marked_up("a ` alone"), "a ` alone");
    }
}
