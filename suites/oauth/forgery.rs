//! Tokens that nobody issued, in the form of one that was: what a verifier believes that lets a token choose.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use ring::{
    hmac,
    rand::SystemRandom,
    rsa::{KeyPair, PublicKeyComponents},
    signature::RSA_PKCS1_SHA256,
};
use serde_json::{Value, json};

use super::{jwt::Jwt, public_key};

/// A key that opens nothing: whoever reads this has it (PKCS #8, in base64).
const KEY: &str = include_str!("forgers_key.txt");

/// The token without a signature, under this spelling of the algorithm `none` (RFC 7518 §3.6).
pub fn unsigned(jwt: &Jwt, spelling: &str) -> String {
    format!("{}.{}.", super::jwt::encode(&with_algorithm(jwt, spelling)), jwt.written_claims())
}

/// The token signed by HMAC with the published key for a secret (RFC 8725 §2.1), as the key stands in a file and without
/// the end of its last line; empty where the key is of no kind that is known here.
pub fn by_public_key(jwt: &Jwt, key: &Value) -> Vec<String> {
    let signed = jwt.forged(&with_algorithm(jwt, "HS256"));
    let pem = public_key::pem(key).unwrap_or_default();
    let secrets = if pem.is_empty() { vec![] } else { vec![pem.as_str(), pem.trim_end()] };
    let sign = |secret: &str| {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(hmac::sign(&secret, signed.as_bytes())))
    };
    secrets.into_iter().map(sign).collect()
}

/// The token signed by a key of ours that it brings with it (RFC 7515 §4.1.3).
pub fn by_own_key(jwt: &Jwt) -> String {
    let der = STANDARD.decode(KEY.split_whitespace().collect::<String>()).expect("base64");
    let key = KeyPair::from_pkcs8(&der).expect("a key of RSA");
    let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(key.public());
    let [n, e] = [n, e].map(|number| URL_SAFE_NO_PAD.encode(number));
    let mut header = with_algorithm(jwt, "RS256");
    header["jwk"] = json!({ "kty": "RSA", "n": n, "e": e });
    let signed = jwt.forged(&header);
    let mut signature = vec![0; key.public().modulus_len()];
    // The signature does not depend on the random numbers, which only hide how it is computed.
    let done = key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature);
    done.expect("a signature is as long as its key");
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn with_algorithm(jwt: &Jwt, algorithm: &str) -> Value {
    let mut header = jwt.header.clone();
    header["alg"] = json!(algorithm);
    header
}

#[cfg(test)]
mod tests {
    use ring::signature::RSA_PKCS1_2048_8192_SHA256;

    use super::*;
    use crate::oauth::jwt::encode;

    fn token() -> Jwt {
        let header = json!({"alg": "ES256", "typ": "at+jwt", "kid": "k"});
        let claims = json!({"iss": "https://as.example", "sub": "person"});
        Jwt::parse(&format!("{}.{}.c2ln", encode(&header), encode(&claims))).expect("a JWT")
    }

    fn number(key: &Value, name: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(key[name].as_str().expect("a number")).expect("base64url")
    }

    #[test]
    fn a_token_verifies_by_the_key_that_it_brings_and_is_the_same_each_time() {
        let forged = by_own_key(&token());
        assert_eq!(forged, by_own_key(&token()));
        let key = &Jwt::parse(&forged).expect("a JWT").header["jwk"];
        let (signed, signature) = forged.rsplit_once('.').expect("three parts");
        let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
        let key = PublicKeyComponents { n: number(key, "n"), e: number(key, "e") };
        assert!(key.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature).is_ok());
    }

    #[test]
    fn what_is_forged_says_so_in_its_header_and_keeps_the_rest() {
        let key = json!({"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"});
        let forged = by_public_key(&token(), &key);
        assert_eq!(forged.len(), 2);
        let header = Jwt::parse(&forged[0]).expect("a JWT").header;
        assert_eq!(header, json!({"alg": "HS256", "typ": "at+jwt", "kid": "k"}));
        assert!(by_public_key(&token(), &json!({"kty": "oct"})).is_empty());
        assert!(unsigned(&token(), "none").ends_with('.'));
    }
}
