use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::{Tokens, check_resource};
use crate::{
    application::Application, client::Client, error::OAuthError, grant::IssuedCode, parameters::Parameters,
    secret::Digest, store::Redemption,
};

const UNKNOWN: OAuthError = OAuthError::InvalidGrant("the authorization code is unknown or has expired");

/// Redeems an authorization code (RFC 6749 section 4.1.3).
///
/// What the code is bound to is checked before the code is taken. A party that has only the code, from a log or a referrer,
/// can prove nothing: it must neither use the code up before the client comes, nor, by replaying it, take away the tokens
/// that the client got. Guessing the verifier meanwhile is hopeless, it has 256 bits. Whoever can prove everything and comes
/// second is the thief or the robbed, and then the tokens end for both (section 4.1.2).
pub(super) async fn redeem(
    application: &Application,
    client: &Client,
    parameters: &Parameters,
) -> Result<Tokens, OAuthError> {
    let presented = parameters.required("code", "expected the parameter `code`")?;
    let now = application.now();
    let key = Digest::of(presented);
    let code = application.store.code(key, now).await?.ok_or(UNKNOWN)?;
    check(&code, client, parameters)?;
    check_resource(&application.settings, &code.grant, parameters)?;
    let tokens = Tokens::generate(application, client, &code.grant, code.grant.scope.clone(), now).await?;
    match application.store.take_code(key, tokens.issue(&application.settings, now), now).await? {
        Redemption::Redeemed => Ok(tokens),
        Redemption::Replayed => {
            tracing::warn!(client = client.id, "an authorization code was replayed, its grant is revoked");
            Err(OAuthError::InvalidGrant("the authorization code was redeemed before"))
        }
        Redemption::Unknown => Err(UNKNOWN),
    }
}

/// Is the request from the client, for the redirect URI and with the verifier that the code is bound to?
fn check(code: &IssuedCode, client: &Client, parameters: &Parameters) -> Result<(), OAuthError> {
    if code.grant.client_id != client.id {
        return Err(OAuthError::InvalidGrant("the authorization code was issued to another client"));
    }
    let redirect_uri = parameters.optional("redirect_uri")?;
    match (&code.redirect_uri, redirect_uri) {
        (Some(expected), Some(observed)) if expected.as_str() == observed => {}
        (None, None) => {}
        (Some(_), None) => return Err(OAuthError::InvalidRequest("expected the parameter `redirect_uri`")),
        _ => {
            return Err(OAuthError::InvalidGrant(
                "the redirect URI differs from the authorization request's",
            ));
        }
    }
    let verifier = parameters.required("code_verifier", "expected the parameter `code_verifier`")?;
    if !verifies(verifier, &code.code_challenge) {
        return Err(OAuthError::InvalidGrant("the code verifier does not match the code challenge"));
    }
    Ok(())
}

/// RFC 7636 sections 4.1 and 4.6: 43 to 128 unreserved characters whose SHA-256 is the challenge; compared in constant time.
fn verifies(verifier: &str, challenge: &str) -> bool {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(is_unreserved) {
        return false;
    }
    let computed = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    computed.as_bytes().ct_eq(challenge.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_rfc_verifies() {
        // RFC 7636 appendix B
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert!(verifies("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", challenge));
        assert!(!verifies("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK", challenge));
        assert!(!verifies(challenge, challenge));
    }

    #[test]
    fn a_verifier_has_43_to_128_unreserved_characters() {
        for (verifier, allowed) in [
            ("a".repeat(42), false),
            ("a".repeat(43), true),
            ("~".repeat(128), true),
            ("a".repeat(129), false),
            ("+".repeat(43), false),
        ] {
            let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
            assert_eq!(verifies(&verifier, &challenge), allowed, "{verifier}");
        }
    }
}
