//! The signed part of a link.
//!
//! base64url of: one byte version, 16 bytes name of the alert, one byte what is asked, two bytes its number, eight bytes
//! when it expires (big-endian), 32 bytes HMAC-SHA256 over all before. It names no person.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::rendering;
use attrition_config::Secret;
use attrition_core::basics::ids::AlertId;

/// Version of the signed bytes: the first of them.
const VERSION: u8 = 1;
/// Bytes that are signed.
const SIGNED: usize = 28;
/// Bytes of a signature.
const SIGNATURE: usize = 32;

/// What a link asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkAction {
    /// To acknowledge the alert.
    Acknowledge,
    /// Not to hear of it for so many days from the day on which the link is used.
    Snooze(u16),
    /// The alert was useful.
    Useful,
    /// The alert was not useful.
    NotUseful,
}

impl From<rendering::ReplyOption> for LinkAction {
    fn from(ask: rendering::ReplyOption) -> Self {
        match ask {
            rendering::ReplyOption::Acknowledge => Self::Acknowledge,
            rendering::ReplyOption::SnoozeWeek => Self::Snooze(7),
            rendering::ReplyOption::Useful => Self::Useful,
            rendering::ReplyOption::NotUseful => Self::NotUseful,
        }
    }
}

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkClaims {
    /// Name of the alert.
    pub alert: AlertId,
    /// The action that the link stands for.
    pub ask: LinkAction,
    /// When the link expires, seconds since 1970-01-01 UTC.
    pub expires: i64,
}

/// A token cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bad {
    /// It is no token.
    Unknown,
    /// It is one that was not signed here.
    Forged,
}

/// A key of signatures.
pub(super) struct LinkKey(Hmac<Sha256>);

impl LinkKey {
    pub(super) fn new(secret: &Secret) -> Self {
        Self(Hmac::new_from_slice(secret.expose().as_bytes()).expect("HMAC takes a key of any length"))
    }

    /// A token; `None` where the alert's name is not that of an alert.
    pub(super) fn write(&self, asked: &LinkClaims) -> Option<String> {
        let alert = u128::from_str_radix(&asked.alert, 16).ok().filter(|alert| asked.alert == *name(*alert))?;
        let (code, number) = match asked.ask {
            LinkAction::Acknowledge => (0, 0),
            LinkAction::Snooze(days) => (1, days),
            LinkAction::Useful => (2, 0),
            LinkAction::NotUseful => (3, 0),
        };
        let mut bytes = Vec::with_capacity(SIGNED + SIGNATURE);
        bytes.push(VERSION);
        bytes.extend(alert.to_be_bytes());
        bytes.push(code);
        bytes.extend(number.to_be_bytes());
        bytes.extend(asked.expires.to_be_bytes());
        bytes.extend(self.mac("link", &bytes).finalize().into_bytes());
        Some(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// What a token asks, and the id of the feedback that it makes.
    pub(super) fn read(&self, token: &str) -> Result<(LinkClaims, String), Bad> {
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| Bad::Unknown)?;
        if bytes.len() != SIGNED + SIGNATURE || bytes[0] != VERSION {
            return Err(Bad::Unknown);
        }
        let (signed, signature) = bytes.split_at(SIGNED);
        // Compares in constant time: how much of a guess is right must not be told by how long the answer takes.
        self.mac("link", signed).verify_slice(signature).map_err(|_| Bad::Forged)?;
        let number = u16::from_be_bytes([signed[18], signed[19]]);
        let ask = match signed[17] {
            0 => LinkAction::Acknowledge,
            1 => LinkAction::Snooze(number),
            2 => LinkAction::Useful,
            3 => LinkAction::NotUseful,
            _ => return Err(Bad::Unknown),
        };
        let alert = name(u128::from_be_bytes(signed[1..17].try_into().expect("these are sixteen")));
        let expires = i64::from_be_bytes(signed[20..28].try_into().expect("these are eight"));
        // One id for each token: the desk takes it in once, whichever instance it comes by and however often. It stands in
        // the log, so it is not a part of the signature.
        let id = self.mac("use", signed).finalize().into_bytes();
        let id = u128::from_be_bytes(id[..16].try_into().expect("these are sixteen"));
        Ok((LinkClaims { alert: alert.into(), ask, expires }, name(id)))
    }

    /// A signature for one purpose is none for another.
    fn mac(&self, purpose: &str, bytes: &[u8]) -> Hmac<Sha256> {
        self.0.clone().chain_update(purpose).chain_update([0]).chain_update(bytes)
    }
}

/// Names of alerts and of feedback are 32 hexadecimal digits.
fn name(number: u128) -> String {
    format!("{number:032x}")
}

/// Whether two secrets are the same, compared in a time that does not tell how much of them is.
pub fn is_same(secret: &Secret, given: &str) -> bool {
    let mac = |text: &str| LinkKey::new(&Secret::new(text)).mac("same", b"");
    mac(secret.expose()).verify(&mac(given).finalize().into_bytes()).is_ok()
}
