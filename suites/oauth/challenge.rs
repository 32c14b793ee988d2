//! The challenges of a `WWW-Authenticate` header field (RFC 9110 §11.6.1).

use std::fmt;

/// One challenge: a scheme with its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The authentication scheme as written.
    pub scheme: String,
    /// The parameters in order, names as written.
    pub parameters: Vec<(String, String)>,
    /// The token68 that stands in the place of parameters, for schemes that use one.
    pub token68: Option<String>,
}

impl Challenge {
    /// True for the Bearer scheme; schemes compare without case (RFC 9110 §11.1).
    pub fn is_bearer(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("bearer")
    }

    /// The value of a parameter; names compare without case (RFC 9110 §11.2).
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The names of parameters that stand more than once.
    pub fn repeated(&self) -> Vec<&str> {
        let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
        let count = |name: &str| self.parameters.iter().filter(|(key, _)| same(key, name)).count();
        self.parameters
            .iter()
            .map(|(name, _)| name.as_str())
            .filter(|name| count(name) > 1)
            .collect()
    }

    /// What a Bearer challenge must not be (RFC 6750 §3): without a parameter, with one twice, or with a character
    /// that `scope` and the `error` parameters exclude.
    pub fn deviation(&self) -> Option<String> {
        if self.parameters.is_empty() {
            return Some("no parameter".into());
        }
        if let Some(name) = self.repeated().first() {
            return Some(format!("`{name}` more than once"));
        }
        let allowed = |byte: char| matches!(byte, ' '..='~') && byte != '"' && byte != '\\';
        let is_odd = |name: &&str| self.parameter(name).is_some_and(|value| !value.chars().all(allowed));
        let odd = ["scope", "error", "error_description", "error_uri"].into_iter().find(is_odd);
        odd.map(|name| format!("a character in `{name}` that is not allowed there"))
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.scheme)?;
        if let Some(token68) = &self.token68 {
            return write!(formatter, " {token68}");
        }
        for (number, (name, value)) in self.parameters.iter().enumerate() {
            let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
            write!(formatter, "{} {name}=\"{quoted}\"", if number == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

/// Parses one header field's value into its challenges.
///
/// # Errors
/// A fragment that says what is not in the grammar, and at which byte.
pub fn parse(value: &str) -> Result<Vec<Challenge>, String> {
    let mut parser = Parser { rest: value, length: value.len() };
    let mut challenges: Vec<Challenge> = Vec::new();
    loop {
        parser.skip(|byte| byte == ',' || is_space(byte));
        if parser.rest.is_empty() {
            return Ok(challenges);
        }
        let name = parser.token()?;
        match (parser.parameter_value()?, challenges.last_mut()) {
            (Some(value), Some(challenge)) if challenge.token68.is_none() => {
                challenge.parameters.push((name, value));
            }
            (Some(_), _) => return Err(format!("a parameter `{name}` before any scheme")),
            (None, _) => {
                let token68 = parser.token68();
                challenges.push(Challenge { scheme: name, parameters: Vec::new(), token68 });
                parser.end_of_scheme()?;
            }
        }
    }
}

fn is_space(byte: char) -> bool {
    byte == ' ' || byte == '\t'
}

fn is_token(byte: char) -> bool {
    byte.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(byte)
}

struct Parser<'a> {
    rest: &'a str,
    length: usize,
}

impl Parser<'_> {
    fn skip(&mut self, matches: impl Fn(char) -> bool) {
        self.rest = self.rest.trim_start_matches(matches);
    }

    fn unexpected(&self, wanted: &str) -> String {
        let found = self.rest.chars().next().map_or("the end".to_owned(), |byte| format!("`{byte}`"));
        format!("expected {wanted} at byte {}, observed {found}", self.length - self.rest.len())
    }

    fn take(&mut self, matches: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|byte| !matches(byte)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken.to_owned()
    }

    fn token(&mut self) -> Result<String, String> {
        let token = self.take(is_token);
        if token.is_empty() { Err(self.unexpected("a token")) } else { Ok(token) }
    }

    /// `= value` behind a name, or `None` where the name is a scheme.
    fn parameter_value(&mut self) -> Result<Option<String>, String> {
        let Some(after) = self.rest.trim_start_matches(is_space).strip_prefix('=') else { return Ok(None) };
        self.rest = after.trim_start_matches(is_space);
        let value = if self.rest.starts_with('"') { self.quoted()? } else { self.token()? };
        self.skip(is_space);
        if self.rest.is_empty() || self.rest.starts_with(',') {
            return Ok(Some(value));
        }
        Err(self.unexpected("a comma"))
    }

    fn quoted(&mut self) -> Result<String, String> {
        let mut value = String::new();
        let mut bytes = self.rest.char_indices().skip(1);
        while let Some((at, byte)) = bytes.next() {
            match byte {
                '"' => {
                    self.rest = &self.rest[at + 1..];
                    return Ok(value);
                }
                '\\' => value.extend(bytes.next().map(|(_, escaped)| escaped)),
                _ => value.push(byte),
            }
        }
        Err("a quoted string without its end".into())
    }

    /// A token68 with `=` behind it, or anything that cannot begin a parameter, directly behind a scheme.
    fn token68(&mut self) -> Option<String> {
        let candidate = self.rest.trim_start_matches(is_space);
        let end = candidate.find(|byte: char| byte == ',' || is_space(byte)).unwrap_or(candidate.len());
        let (token, rest) = candidate.split_at(end);
        let body = token.trim_end_matches('=');
        let is_token68 = |byte: char| byte.is_ascii_alphanumeric() || "-._~+/".contains(byte);
        let parameter_follows = rest.trim_start_matches(is_space).starts_with('=');
        if body.is_empty() || !body.chars().all(is_token68) || parameter_follows {
            return None;
        }
        self.rest = rest;
        Some(token.to_owned())
    }

    /// Behind a scheme stands white space, a comma or the end.
    fn end_of_scheme(&self) -> Result<(), String> {
        if self.rest.is_empty() || self.rest.starts_with(|byte| byte == ',' || is_space(byte)) {
            return Ok(());
        }
        Err(self.unexpected("white space"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(value: &str) -> Challenge {
        let mut challenges = parse(value).expect("in the grammar");
        assert_eq!(challenges.len(), 1, "{value}");
        challenges.remove(0)
    }

    #[test]
    fn parameters_are_quoted_or_tokens_and_names_have_no_case() {
        let challenge =
            one(r#"bearer realm="a \"b\", c", Resource_Metadata = "https://h.example/x", scope=a"#);
        assert!(challenge.is_bearer());
        assert_eq!(challenge.parameter("realm"), Some(r#"a "b", c"#));
        assert_eq!(challenge.parameter("resource_metadata"), Some("https://h.example/x"));
        assert_eq!(challenge.parameter("SCOPE"), Some("a"));
    }

    #[test]
    fn several_challenges_are_told_apart() {
        let challenges =
            parse(r#"DPoP algs="ES256", Bearer, Negotiate YII=, Basic realm="x", charset="UTF-8""#);
        let challenges = challenges.expect("in the grammar");
        let schemes: Vec<_> = challenges.iter().map(|challenge| challenge.scheme.as_str()).collect();
        assert_eq!(schemes, ["DPoP", "Bearer", "Negotiate", "Basic"]);
        assert_eq!(challenges[2].token68.as_deref(), Some("YII="));
        assert_eq!(challenges[3].parameters.len(), 2);
    }

    #[test]
    fn what_is_outside_the_grammar_is_told() {
        let told = |value: &str| parse(value).expect_err(value);
        assert_eq!(told(r#"Bearer realm="x" scope="y""#), "expected a comma at byte 17, observed `s`");
        assert_eq!(told(r#"Bearer realm="x"#), "a quoted string without its end");
        assert_eq!(told("realm=x"), "a parameter `realm` before any scheme");
        assert_eq!(
            told("Bearer resource_metadata=https://h.example"),
            "expected a comma at byte 30, observed `:`"
        );
        assert_eq!(told("Negotiate YII=, realm=x"), "a parameter `realm` before any scheme");
        assert_eq!(parse("").expect("empty list"), []);
    }

    #[test]
    fn repeated_parameters_are_named() {
        assert_eq!(one("Bearer scope=a, Scope=b").repeated(), ["scope", "Scope"]);
    }

    #[test]
    fn what_the_bearer_scheme_forbids_is_told() {
        let told = |value: &str| one(value).deviation();
        assert_eq!(told(r#"Bearer resource_metadata="https://h.example/\"", scope="a b""#), None);
        assert_eq!(told("Bearer").as_deref(), Some("no parameter"));
        assert_eq!(told("Bearer scope=a, scope=b").as_deref(), Some("`scope` more than once"));
        let odd = told(r#"Bearer error_description="caf\"e""#);
        assert_eq!(odd.as_deref(), Some("a character in `error_description` that is not allowed there"));
    }

    proptest! {
        #[test]
        fn never_panics(value in "\\PC*") {
            let _ = parse(&value);
        }

        #[test]
        fn printed_and_parsed_again_is_the_same(
            scheme in "[A-Za-z][A-Za-z0-9]{0,8}",
            parameters in prop::collection::vec(("[a-z_]{1,12}", "[ -~]{0,20}"), 1..4),
        ) {
            let challenge = Challenge { scheme, parameters, token68: None };
            prop_assert_eq!(parse(&challenge.to_string()), Ok(vec![challenge]));
        }
    }
}
