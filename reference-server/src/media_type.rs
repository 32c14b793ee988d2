use http::{HeaderMap, header::CONTENT_TYPE};

/// The media type of a body, in lower case and without its parameters (RFC 9110 section 8.3.1); empty if none is named.
pub(crate) fn of(headers: &HeaderMap) -> String {
    let field = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    field.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn parameters_and_case_are_left_out() {
        let of = |value| of(&HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(value))]));
        assert_eq!(of("Application/JSON ; charset=utf-8"), "application/json");
        assert_eq!(of("text/event-stream"), "text/event-stream");
        assert_eq!(super::of(&HeaderMap::new()), "");
    }
}
