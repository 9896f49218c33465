//! Signatures of webhooks: Standard Webhooks, and those of the robots that have one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Begins a key of Standard Webhooks.
const KEY_PREFIX: &str = "whsec_";

/// The bytes of a key as Standard Webhooks writes it; `None` where it is not base64 of 24 to 64 bytes.
pub(super) fn key(secret: &str) -> Option<Vec<u8>> {
    let key = STANDARD.decode(secret.strip_prefix(KEY_PREFIX)?).ok()?;
    (24..=64).contains(&key.len()).then_some(key)
}

/// The header `webhook-signature`: over id, time and body, so that none of them can be another's.
pub(super) fn standard(key: &[u8], id: &str, timestamp: i64, body: &str) -> String {
    format!("v1,{}", mac(key, &format!("{id}.{timestamp}.{body}")))
}

/// Feishu: time and secret form the key, and nothing is signed by it.
pub(super) fn feishu(secret: &str, timestamp: i64) -> String {
    mac(format!("{timestamp}\n{secret}").as_bytes(), "")
}

/// DingTalk: the secret signs time in milliseconds and itself; as the parameters of the address.
pub(super) fn dingtalk(secret: &str, timestamp_ms: i64) -> String {
    let signature = mac(secret.as_bytes(), &format!("{timestamp_ms}\n{secret}"));
    // Of base64, these three mean something in an address.
    let signature = signature.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    format!("timestamp={timestamp_ms}&sign={signature}")
}

fn mac(key: &[u8], text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_specification() {
        let key = key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("it is a key");
        let signature = standard(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn what_is_no_key_is_none() {
        assert!(["", "whsec_", "whsec_!!!!", "whsec_c2hvcnQ="].into_iter().all(|secret| key(secret).is_none()));
    }
}
