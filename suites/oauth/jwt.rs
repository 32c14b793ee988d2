//! The form of a JSON Web Token (RFC 7519): taken apart and put together, and never verified.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// A token in the compact form (RFC 7515 §7.1), taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Jwt {
    /// What it says of itself.
    pub header: Value,
    /// What it says.
    pub claims: Value,
    /// Its three parts as they are written.
    parts: [String; 3],
}

/// The claims that tell nothing of a person: they stay in a recording, and in a token that a check forges.
const IMPERSONAL: &[&str] = &["iss", "aud", "exp", "iat", "nbf", "scope", "scp", "client_id", "azp"];

impl Jwt {
    /// Takes a token apart; `None` where it is no JWT.
    pub fn parse(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let [header, claims, signature] = [parts.next()?, parts.next()?, parts.next()?];
        let (read, said) = (decode(header)?, decode(claims)?);
        (parts.next().is_none() && read.get("alg").is_some()).then(|| Self {
            header: read,
            claims: said,
            parts: [header, claims, signature].map(str::to_owned),
        })
    }

    /// Whether it claims to be an access token by RFC 9068: the type with or without `application/`, in any case.
    pub fn is_access_token(&self) -> bool {
        let typ = self.header["typ"].as_str().unwrap_or_default().to_ascii_lowercase();
        typ.strip_prefix("application/").unwrap_or(&typ) == "at+jwt"
    }

    /// Whether a signature stands behind it that is of an algorithm.
    pub fn is_signed(&self) -> bool {
        let alg = self.header["alg"].as_str().unwrap_or_default();
        !alg.is_empty() && !alg.eq_ignore_ascii_case("none") && !self.parts[2].is_empty()
    }

    /// The values of a claim that is a string or a list of strings.
    pub fn values(&self, claim: &str) -> Vec<&str> {
        match &self.claims[claim] {
            Value::String(text) => vec![text],
            Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// The second part as it is written.
    pub fn written_claims(&self) -> &str {
        &self.parts[1]
    }

    /// The claims with a word in the place of each that may tell of a person.
    pub fn impersonal_claims(&self) -> Value {
        let members = self.claims.as_object().into_iter().flatten().map(|(name, value)| {
            let kept = IMPERSONAL.contains(&name.as_str()) || value.is_null();
            (name.clone(), if kept { value.clone() } else { json!("somebody") })
        });
        Value::Object(members.collect())
    }

    /// The same token with `header` and with claims that tell of nobody, up to its signature.
    pub fn forged(&self, header: &Value) -> String {
        format!("{}.{}", encode(header), encode(&self.impersonal_claims()))
    }

    /// The same token with its claims edited, so that its signature does not fit any more.
    pub fn with_claims(&self, edit: impl FnOnce(&mut Value)) -> String {
        let mut claims = self.claims.clone();
        edit(&mut claims);
        format!("{}.{}.{}", self.parts[0], encode(&claims), self.parts[2])
    }

    /// What stands for it in a recording: its header, claims that tell of nobody, and `signature`, which is none.
    pub fn redacted(&self, signature: &str) -> String {
        format!("{}.{}.{signature}", self.parts[0], encode(&self.impersonal_claims()))
    }
}

/// A part of a token.
pub fn encode(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

fn decode(part: &str) -> Option<Value> {
    let part: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()?;
    part.is_object().then_some(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &Value, claims: &Value, signature: &str) -> String {
        format!("{}.{}.{signature}", encode(header), encode(claims))
    }

    #[test]
    fn a_jwt_is_told_from_an_opaque_token() {
        let jwt = Jwt::parse(&token(
            &json!({"alg": "ES256", "typ": "at+JWT"}),
            &json!({"aud": ["a", "b"]}),
            "c2ln",
        ));
        let jwt = jwt.expect("a JWT");
        assert!(jwt.is_access_token() && jwt.is_signed());
        assert_eq!(jwt.values("aud"), ["a", "b"]);
        for opaque in ["", "opaque", "a.b.c", "e30.e30.c2ln", "user:grant:secret.with.dots"] {
            assert_eq!(Jwt::parse(opaque), None, "{opaque}");
        }
    }

    #[test]
    fn a_token_without_a_signature_is_not_signed() {
        for (alg, signature) in [("none", "c2ln"), ("NONE", ""), ("ES256", "")] {
            let jwt = Jwt::parse(&token(&json!({ "alg": alg }), &json!({}), signature)).expect("a JWT");
            assert!(!jwt.is_signed(), "{alg}");
        }
    }

    #[test]
    fn what_is_shown_of_a_token_tells_of_nobody_and_is_shown_alike_again() {
        let claims =
            json!({"sub": "person@mail.example", "iss": "https://as.example", "exp": 1, "groups": ["x"]});
        let jwt = Jwt::parse(&token(&json!({"alg": "ES256"}), &claims, "c2ln")).expect("a JWT");
        let shown = Jwt::parse(&jwt.redacted("none-of-it")).expect("a JWT");
        assert_eq!(
            shown.claims,
            json!({"sub": "somebody", "iss": "https://as.example", "exp": 1, "groups": "somebody"})
        );
        assert_eq!(shown.impersonal_claims(), shown.claims);
        assert_eq!(shown.forged(&json!({})), jwt.forged(&json!({})));
    }
}
