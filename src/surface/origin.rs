//! The origin of the server under test has a name of its own in a surface: the same server on another host or port
//! shows the same. What names another origin where it should name its own stays visible.

use suites::oauth::resource::is_loopback;
use url::Url;

/// Stands for the origin of the MCP URL.
pub(super) const ORIGIN: &str = "[origin]";

/// Stands for the origin of the issuer, where two servers are compared.
pub(super) const ISSUER: &str = "[issuer]";

/// Stands for the path of the MCP URL, where two servers are compared.
pub(super) const PATH: &str = "[path]";

const PORT: &str = "[port]";

/// The origin of `url` as a server would write it.
pub(super) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// `text` with `origin` replaced by `name` wherever it stands as a whole, and not as the beginning of a longer host.
pub(super) fn named(text: &str, origin: &str, name: &str) -> String {
    let (mut shown, mut from) = (String::with_capacity(text.len()), 0);
    for (at, _) in text.match_indices(origin) {
        let after = at + origin.len();
        let goes_on = |next: char| next.is_alphanumeric() || matches!(next, '.' | '-' | ':' | '_' | '@');
        if text[after..].chars().next().is_some_and(goes_on) {
            continue;
        }
        shown = shown + &text[from..at] + name;
        from = after;
    }
    shown + &text[from..]
}

/// `text` with the path of the MCP URL replaced where it ends a URL of this origin.
pub(super) fn path_named(text: &str, path: &str) -> String {
    let path = path.trim_end_matches('/');
    match text.strip_suffix(path) {
        Some(start) if !path.is_empty() && start.starts_with(ORIGIN) => format!("{start}{PATH}"),
        _ => text.to_owned(),
    }
}

/// `text` without the ports of this machine's addresses, which differ from run to run; for a target that is one.
pub(super) fn without_loopback_ports(text: &str, target: &Url) -> String {
    const HOSTS: [&str; 3] = ["//localhost:", "//127.0.0.1:", "//[::1]:"];
    if !is_loopback(target) {
        return text.to_owned();
    }
    HOSTS.iter().fold(text.to_owned(), |text, host| {
        let mut parts = text.split(host);
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |shown, part| {
            let rest = part.trim_start_matches(|char: char| char.is_ascii_digit());
            shown + host + PORT + rest
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_named_where_it_is_the_whole_one() {
        let name = |text| named(text, "https://h.example", ORIGIN);
        assert_eq!(name("https://h.example"), "[origin]");
        assert_eq!(name("https://h.example/ https://h.example/mcp"), "[origin]/ [origin]/mcp");
        for other in ["https://h.example:8443/", "https://h.example.org/", "http://h.example/"] {
            assert_eq!(name(other), other);
        }
    }

    #[test]
    fn a_path_is_named_at_the_end_of_an_own_url() {
        assert_eq!(path_named("[origin]/.well-known/x/mcp", "/mcp"), "[origin]/.well-known/x[path]");
        assert_eq!(path_named("[origin]/mcp/", "/mcp"), "[origin]/mcp/");
        assert_eq!(path_named("https://other.example/mcp", "/mcp"), "https://other.example/mcp");
        assert_eq!(path_named("[origin]", "/"), "[origin]");
    }

    #[test]
    fn the_port_of_this_machine_is_left_out_for_a_target_on_it() {
        let local = Url::parse("http://127.0.0.1:1/mcp").expect("literal");
        let text = "http://localhost:61262/callback http://127.0.0.1:9/";
        let shown = "http://localhost:[port]/callback http://127.0.0.1:[port]/";
        assert_eq!(without_loopback_ports(text, &local), shown);
        let public = Url::parse("https://h.example/mcp").expect("literal");
        assert_eq!(without_loopback_ports(text, &public), text);
    }
}
