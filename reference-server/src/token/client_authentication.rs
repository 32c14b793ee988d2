use base64::prelude::{BASE64_STANDARD, Engine as _};
use http::{HeaderMap, header::AUTHORIZATION};
use url::form_urlencoded;

use crate::{application::Application, client::Client, error::OAuthError, parameters::Parameters};

/// Who a request says it comes from.
#[derive(Debug, PartialEq, Eq)]
struct Credentials {
    client_id: String,
    secret: Option<String>,
    /// Did they come in the `Authorization` header?
    by_header: bool,
}

/// Finds the client and proves that it is the one (RFC 6749 sections 2.3 and 3.2.1).
///
/// A client that has a secret may send it either way, whatever method it registered: at least one widespread client prefers
/// Basic even if its registration says `client_secret_post`, and the proof is the same.
pub(crate) async fn authenticate(
    application: &Application,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<Client, OAuthError> {
    let credentials = credentials(headers, parameters)?;
    let refused = |description| OAuthError::InvalidClient { description, challenged: credentials.by_header };
    let client = match application.returning_client(&credentials.client_id).await {
        // At `invalid_client` a client forgets all that it has. It is told so only if its host says for good that it is none.
        Err(OAuthError::ClientMetadataDocument { is_temporary: false, .. }) => {
            return Err(refused("the metadata document of the client cannot be used"));
        }
        found => found?.ok_or_else(|| refused("the client is not registered here"))?,
    };
    match (client.secret, &credentials.secret) {
        (None, None) => Ok(client),
        (Some(digest), Some(secret)) if digest.matches(secret) => Ok(client),
        (Some(_), Some(_)) => Err(refused("the client secret is wrong")),
        (Some(_), None) => Err(refused("the client registered with a secret and has to send it")),
        (None, Some(_)) => Err(refused("the client registered without a secret and has to send none")),
    }
}

/// Reads the one mechanism that the request uses; using two is an error (RFC 6749 section 2.3).
fn credentials(headers: &HeaderMap, parameters: &Parameters) -> Result<Credentials, OAuthError> {
    let client_id = parameters.optional("client_id")?;
    let secret = parameters.optional("client_secret")?;
    let Some(header) = headers.get(AUTHORIZATION) else {
        let client_id = client_id.ok_or(OAuthError::InvalidClient {
            description: "the request names no client",
            challenged: false,
        })?;
        let secret = secret.map(ToOwned::to_owned);
        return Ok(Credentials { client_id: client_id.to_owned(), secret, by_header: false });
    };
    let basic = header.to_str().ok().and_then(basic).ok_or(OAuthError::InvalidClient {
        description: "expected Basic authentication with a form-urlencoded client identifier and secret",
        challenged: true,
    })?;
    if secret.is_some() {
        return Err(OAuthError::InvalidRequest("the client authenticates by header and by body at once"));
    }
    if client_id.is_some_and(|client_id| client_id != basic.client_id) {
        return Err(OAuthError::InvalidRequest("header and body name different clients"));
    }
    Ok(basic)
}

/// Reads HTTP Basic authentication, whose two halves are form-urlencoded before they are joined, so that an identifier
/// may hold a colon (RFC 6749 section 2.3.1).
fn basic(header: &str) -> Option<Credentials> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let joined = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (client_id, secret) = joined.split_once(':')?;
    let secret = decode(secret);
    Some(Credentials {
        client_id: decode(client_id),
        secret: (!secret.is_empty()).then_some(secret),
        by_header: true,
    })
}

fn decode(half: &str) -> String {
    // A `name=value` reader with an empty name: the bytes of a value are all that differ from a query.
    let half = half.replace('&', "%26");
    form_urlencoded::parse(format!("={half}").as_bytes())
        .map(|(_, value)| value.into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn headers(joined: &str) -> HeaderMap {
        let value = format!("bAsIc {}", BASE64_STANDARD.encode(joined));
        HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::try_from(value).unwrap())])
    }

    #[test]
    fn both_halves_are_form_urlencoded() {
        let read = credentials(&headers("a%3Ab%20c+d:s%25%2B=&é"), &Parameters::default()).unwrap();
        assert_eq!(read.client_id, "a:b c d");
        assert_eq!(read.secret.as_deref(), Some("s%+=&é"));
        assert!(read.by_header);
    }

    #[test]
    fn an_empty_secret_is_none() {
        let read = credentials(&headers("id:"), &Parameters::parse(b"client_secret=")).unwrap();
        assert_eq!(read.secret, None);
    }

    #[test]
    fn two_mechanisms_are_one_too_many() {
        let two = credentials(&headers("id:secret"), &Parameters::parse(b"client_secret=secret"));
        assert!(matches!(two, Err(OAuthError::InvalidRequest(_))));
        let other = credentials(&headers("id:secret"), &Parameters::parse(b"client_id=other"));
        assert!(matches!(other, Err(OAuthError::InvalidRequest(_))));
        assert!(credentials(&headers("id:secret"), &Parameters::parse(b"client_id=id")).is_ok());
    }

    #[test]
    fn nobody_and_a_foreign_scheme_are_invalid_clients() {
        let nobody = credentials(&HeaderMap::new(), &Parameters::parse(b"client_secret=x"));
        assert!(matches!(nobody, Err(OAuthError::InvalidClient { challenged: false, .. })));
        let bearer = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static("Bearer x"))]);
        let bearer = credentials(&bearer, &Parameters::parse(b"client_id=x"));
        assert!(matches!(bearer, Err(OAuthError::InvalidClient { challenged: true, .. })));
    }
}
