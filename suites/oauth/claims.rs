//! What an access token says where it is a JWT (RFC 7519): read, and not verified.

use std::collections::BTreeSet;

use serde_json::Value;

use super::jwt::Jwt;

/// The claims of a token; `None` where it is no JWT.
pub fn of(token: &str) -> Option<Value> {
    Jwt::parse(token).map(|jwt| jwt.claims)
}

/// The strings of a claim that is one, or a list of them.
pub fn strings<'a>(claims: &'a Value, name: &str) -> Option<Vec<&'a str>> {
    match &claims[name] {
        Value::String(text) => Some(vec![text]),
        Value::Array(items) => Some(items.iter().filter_map(Value::as_str).collect()),
        _ => None,
    }
}

/// The scopes that a token names, in `scope` (RFC 9068 §2.2.3) or in the `scp` that some servers write.
pub fn scopes(token: &str) -> Option<BTreeSet<String>> {
    let claims = of(token)?;
    let named = strings(&claims, "scope").or_else(|| strings(&claims, "scp"))?;
    Some(named.iter().flat_map(|scopes| scope_set(scopes)).collect())
}

/// A list of scopes (RFC 6749 §3.3) as a set, without those that tell of the person and not of the resource: servers
/// differ in where they repeat them.
pub fn scope_set(list: &str) -> BTreeSet<String> {
    const OF_THE_PERSON: &[&str] = &["openid", "profile", "email", "address", "phone", "offline_access"];
    let scopes = list.split_whitespace().filter(|scope| !OF_THE_PERSON.contains(scope));
    scopes.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::jwt::encode, *};

    fn token(claims: &str) -> String {
        let header = encode(&serde_json::json!({"alg": "RS256"}));
        format!("{header}.{}.c2ln", encode(&serde_json::from_str(claims).expect("JSON")))
    }

    #[test]
    fn a_jwt_names_its_scopes_and_an_opaque_token_none() {
        let expected = BTreeSet::from(["a".to_owned(), "b".to_owned()]);
        assert_eq!(scopes(&token(r#"{"scope":"openid b a"}"#)), Some(expected.clone()));
        assert_eq!(scopes(&token(r#"{"scp":["a","b"]}"#)), Some(expected));
        assert_eq!(scopes(&token(r#"{"sub":"x"}"#)), None);
        assert_eq!(of("opaque"), None);
        assert_eq!(of("a.b.c"), None);
    }

    #[test]
    fn an_audience_is_one_or_several() {
        let claims = of(&token(r#"{"aud":["x","y"],"iss":"z"}"#)).expect("claims");
        assert_eq!(strings(&claims, "aud"), Some(vec!["x", "y"]));
        assert_eq!(strings(&claims, "iss"), Some(vec!["z"]));
        assert_eq!(strings(&claims, "sub"), None);
    }
}
