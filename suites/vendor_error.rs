//! Errors of authorization servers that a browser gets as an ordinary page, recognised by the words of their vendors.

use url::form_urlencoded;

use crate::exchange::Exchange;

/// Where a vendor's error is recognised: who says it, and the words that no page without the error has.
const WORDS: &[(&str, &str)] = &[
    ("Auth0", "no connections enabled for the client"),
    ("Auth0", "is not authorized to access resource server"),
    ("Auth0", "Callback URL mismatch."),
    ("Okta", "parameter must be a Login redirect URI in the client app settings"),
    ("Google", "Error 400: redirect_uri_mismatch"),
    ("Amazon Cognito", "/error?error=redirect_mismatch"),
    ("Amazon Cognito", "/error?error=invalid_scope"),
];

/// Entra's errors: this, at least five digits, a colon.
const ENTRA: &str = "AADSTS";

/// The vendor's error that a browser was shown, or sent on with.
pub(crate) fn vendor_error(exchange: &Exchange) -> Option<String> {
    let location = exchange.response.headers.first("location").unwrap_or_default();
    let decoded = form_urlencoded::parse(location.as_bytes()).map(|(name, value)| format!("{name}={value}"));
    let target = decoded.collect::<Vec<_>>().join("&");
    [exchange.response.body.as_str(), &target, exchange.request.url.as_str()]
        .into_iter()
        .find_map(error)
}

fn error(text: &str) -> Option<String> {
    let found = WORDS.iter().find(|(_, words)| text.contains(words));
    let by_words = found.map(|(vendor, words)| format!("{vendor}'s `{words}`"));
    by_words.or_else(|| {
        text.split(ENTRA)
            .skip(1)
            .find_map(number)
            .map(|number| format!("Entra's `{ENTRA}{number}`"))
    })
}

/// The number of an error of Entra, where the text begins with one.
fn number(text: &str) -> Option<&str> {
    let (digits, _) = text.split_once(':')?;
    (digits.len() >= 5 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::exchange::{Request, Response};

    fn found(url: &str, location: &str, body: &str) -> Option<String> {
        let mut response = Response::html_with(200, body);
        response.headers.add("location", location);
        let request = Request::read(Url::parse(url).expect("literal"));
        vendor_error(&Exchange { index: 0, request, response, failure: None, started_ms: 0, duration_ms: 0 })
    }

    #[test]
    fn an_error_is_found_in_the_page_and_in_the_redirect() {
        let page = found("https://as.example/", "", "<p>AADSTS9010010: the resource does not match");
        assert_eq!(page.as_deref(), Some("Entra's `AADSTS9010010`"));
        let location = "https://c.example/cb?error=invalid_target&error_description=AADSTS9010010%3a+no";
        assert_eq!(found("https://as.example/", location, ""), page);
        let cognito = found("https://as.example/error?error=redirect_mismatch&client_id=a", "", "");
        assert_eq!(cognito.as_deref(), Some("Amazon Cognito's `/error?error=redirect_mismatch`"));
    }

    #[test]
    fn an_ordinary_page_has_none() {
        assert_eq!(found("https://as.example/", "", "{\"codes\":[\"AADSTS\",\"AADSTS1:\",50011]}"), None);
        assert_eq!(found("https://as.example/", "https://c.example/error", "sign in"), None);
    }
}
