//! How the URI of a resource is read.

/// The URI with scheme and host in lower case, and nothing else changed.
pub(crate) fn with_lower_case_origin(uri: &str) -> String {
    let Some((scheme, rest)) = uri.split_once("://") else { return uri.to_owned() };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    format!("{}://{}{path}", scheme.to_ascii_lowercase(), host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::with_lower_case_origin;

    #[test]
    fn the_path_keeps_its_case() {
        assert_eq!(with_lower_case_origin("HTTPS://Host.Example:1/Mcp?A"), "https://host.example:1/Mcp?A");
        assert_eq!(with_lower_case_origin("Mcp"), "Mcp");
    }
}
