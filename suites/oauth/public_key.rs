//! A public key as a JSON Web Key (RFC 7517), in the form in which programs keep it.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::Value;

/// The object identifiers and parameters of an RSA key and of a key on P-256 (RFC 3279 §2.3.1, RFC 5480 §2.1.1).
const RSA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
const P256: &[u8] = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";

/// The tags of DER (X.690 §8).
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;

/// The key as `PUBLIC KEY` in PEM (RFC 7468 §13); `None` where it is neither RSA nor on P-256.
pub fn pem(key: &Value) -> Option<String> {
    let number = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str()?).ok();
    let (algorithm, bits) = match (key["kty"].as_str()?, key["crv"].as_str()) {
        ("RSA", _) => {
            let numbers = [number("n")?, number("e")?].map(|number| integer(&number));
            (RSA, der(SEQUENCE, &numbers.concat()))
        }
        ("EC", Some("P-256")) => (P256, [vec![0x04], number("x")?, number("y")?].concat()),
        _ => return None,
    };
    let bits = [&[0], &bits[..]].concat();
    let key = [der(SEQUENCE, algorithm), der(BIT_STRING, &bits)].concat();
    let text = STANDARD.encode(der(SEQUENCE, &key));
    let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    Some(format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n")))
}

/// A number that is not negative: its first bit says so.
fn integer(bytes: &[u8]) -> Vec<u8> {
    let sign = if bytes.first().is_some_and(|byte| byte & 0x80 != 0) { &[0][..] } else { &[] };
    der(INTEGER, &[sign, bytes].concat())
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let length: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let head = match length[..] {
        [] => vec![tag, 0],
        [short] if short < 0x80 => vec![tag, short],
        _ => [vec![tag, 0x80 | u8::try_from(length.len()).unwrap_or(0)], length].concat(),
    };
    [head, content.to_vec()].concat()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Two keys as OpenSSL writes them.
    const EC: &str = "-----BEGIN PUBLIC KEY-----\n\
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEGmnvxaMRZ3GRXG4H6jIyAEFYmYHt\n\
        pdiWOUV2LcEhe8Xtq07qAVXFULaKlV3tluY/gkvnpj76raezzj/Kv0Zraw==\n\
        -----END PUBLIC KEY-----\n";
    const OF_RSA: &str = "-----BEGIN PUBLIC KEY-----\n\
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA6s6rF+7OJXPaeCWl7kFG\n\
        Gm0XsMJAy3LWXohoNeE3NnfwQICl75N9z4N0t94ZP2SE1oweM10qd8qwmp7H/5cS\n\
        Iv/pUH9mPlmXaBrYYoEQur8Afzi6lrHwbZ7UT/P72VAZ+lx/VadsXR1D+RacHCji\n\
        86fDWmw/Slp5wQbId/C8oeJH4yyoxU0k0Zuib7Ch/+UbcqAVxzSrenNKrCL8TQvh\n\
        AgfNiZB0p4HzcyKbJAh4mOAYAgakS9K9j+bGUofmlGjr33lCPNSKjKNndYbUU2ja\n\
        EWQOfLmC7Z9E0ynovJgVXkVhlchKMPKQ1Qzgzezksy1QzowJc2P5KqIZE9qEKD9j\n\
        vQIDAQAB\n\
        -----END PUBLIC KEY-----\n";

    #[test]
    fn a_key_is_written_as_openssl_writes_it() {
        let point = json!({
            "kty": "EC", "crv": "P-256",
            "x": "GmnvxaMRZ3GRXG4H6jIyAEFYmYHtpdiWOUV2LcEhe8U", "y": "7atO6gFVxVC2ipVd7ZbmP4JL56Y--q2ns84_yr9Ga2s"
        });
        assert_eq!(pem(&point).as_deref(), Some(EC));
        let modulus = "6s6rF-7OJXPaeCWl7kFGGm0XsMJAy3LWXohoNeE3NnfwQICl75N9z4N0t94ZP2SE1oweM10qd8qwmp7H_5cS\
            Iv_pUH9mPlmXaBrYYoEQur8Afzi6lrHwbZ7UT_P72VAZ-lx_VadsXR1D-RacHCji86fDWmw_Slp5wQbId_C8oeJH4yyoxU0k0Zuib7Ch\
            _-UbcqAVxzSrenNKrCL8TQvhAgfNiZB0p4HzcyKbJAh4mOAYAgakS9K9j-bGUofmlGjr33lCPNSKjKNndYbUU2jaEWQOfLmC7Z9E0yno\
            vJgVXkVhlchKMPKQ1Qzgzezksy1QzowJc2P5KqIZE9qEKD9jvQ";
        assert_eq!(pem(&json!({"kty": "RSA", "n": modulus, "e": "AQAB"})).as_deref(), Some(OF_RSA));
        assert_eq!(pem(&json!({"kty": "oct", "k": "AAAA"})), None);
    }
}
