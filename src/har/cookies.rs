//! Cookies as the format lists them.

use jiff::Timestamp;

use super::shape::Cookie;

/// The cookies of a `Cookie` field (RFC 6265 §4.2).
pub(super) fn sent<'a>(fields: impl Iterator<Item = &'a str>) -> Vec<Cookie> {
    let cookie = |pair: &str| {
        let (name, value) = pair.trim().split_once('=')?;
        Some(Cookie { name: name.into(), value: value.into(), ..Cookie::default() })
    };
    fields.flat_map(|field| field.split(';')).filter_map(cookie).collect()
}

/// The cookies of `Set-Cookie` fields (RFC 6265 §4.1).
pub(super) fn set<'a>(fields: impl Iterator<Item = &'a str>) -> Vec<Cookie> {
    let cookie = |field: &str| {
        let parsed = cookie_store::RawCookie::parse(field.to_owned()).ok()?;
        let expires = parsed
            .expires_datetime()
            .and_then(|time| Timestamp::from_second(time.unix_timestamp()).ok());
        Some(Cookie {
            name: parsed.name().into(),
            value: parsed.value().into(),
            path: parsed.path().map(str::to_owned),
            domain: parsed.domain().map(str::to_owned),
            expires: expires.map(|time| time.to_string()),
            http_only: parsed.http_only(),
            secure: parsed.secure(),
        })
    };
    fields.filter_map(cookie).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_listed_with_what_is_said_of_them() {
        let both = sent(["a=1; b=2"].into_iter());
        assert_eq!(both.iter().map(|cookie| cookie.value.as_str()).collect::<Vec<_>>(), ["1", "2"]);
        let field = "sid=x; Path=/; HttpOnly; Expires=Wed, 21 Oct 2026 07:28:00 GMT";
        let expected = Cookie {
            name: "sid".into(),
            value: "x".into(),
            path: Some("/".into()),
            expires: Some("2026-10-21T07:28:00Z".into()),
            http_only: Some(true),
            ..Cookie::default()
        };
        assert_eq!(set([field].into_iter()), [expected]);
    }
}
