use std::collections::HashMap;

use url::form_urlencoded;

use crate::error::OAuthError;

/// The parameters of a request, from a query or a form (RFC 6749 section 3.1 and appendix B).
///
/// A parameter without a value counts as omitted, one that nobody asks for is ignored, and one that is asked for must not
/// have been sent twice. Only `resource` may repeat (RFC 8707 section 2).
#[derive(Debug, Default)]
pub(crate) struct Parameters(HashMap<String, Vec<String>>);

impl Parameters {
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        let mut parameters: HashMap<String, Vec<String>> = HashMap::new();
        for (name, value) in form_urlencoded::parse(encoded).into_owned() {
            if !value.is_empty() {
                parameters.entry(name).or_default().push(value);
            }
        }
        Self(parameters)
    }

    /// The value of a parameter that may be left out.
    pub(crate) fn optional(&self, name: &str) -> Result<Option<&str>, OAuthError> {
        match self.all(name) {
            [] => Ok(None),
            [value] => Ok(Some(value)),
            _ => Err(OAuthError::InvalidRequest("a parameter is included more than once")),
        }
    }

    /// The value of a parameter, or `invalid_request` with the sentence that says what is missing.
    pub(crate) fn required(&self, name: &str, missing: &'static str) -> Result<&str, OAuthError> {
        self.optional(name)?.ok_or(OAuthError::InvalidRequest(missing))
    }

    /// All values of a parameter that may repeat.
    pub(crate) fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_value_counts_as_omitted() {
        let parameters = Parameters::parse(b"state=&scope=a+b%20c&state=x");
        assert_eq!(parameters.optional("state"), Ok(Some("x")));
        assert_eq!(parameters.optional("scope"), Ok(Some("a b c")));
        assert_eq!(parameters.required("code", "missing"), Err(OAuthError::InvalidRequest("missing")));
    }

    #[test]
    fn a_repeated_parameter_is_refused_only_when_asked_for() {
        let parameters = Parameters::parse(b"a=1&a=1&b=2&resource=x&resource=y");
        assert!(matches!(parameters.optional("a"), Err(OAuthError::InvalidRequest(_))));
        assert_eq!(parameters.optional("b"), Ok(Some("2")));
        assert_eq!(parameters.all("resource"), ["x", "y"]);
    }
}
