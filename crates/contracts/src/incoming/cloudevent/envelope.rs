//! The JSON format: an event's attributes and its `data`, as they come.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::incoming::refusal::{Code, Refusal};
use crate::json::json_fault;
use crate::json::surrogate;

/// Base64 as RFC 4648 has it; senders differ in whether they pad.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A text that stays where it was read, unless escapes had to be undone.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// The attributes that are read, and the data; all others are ignored and never stored. An attribute that is `null` is
/// not there.
#[derive(Deserialize)]
pub(super) struct CloudEventEnvelope<'a> {
    #[serde(borrow)]
    pub(super) specversion: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) source: Option<Text<'a>>,
    #[serde(borrow, rename = "type")]
    pub(super) kind: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) time: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) subject: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) datacontenttype: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) data: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) data_base64: Option<Text<'a>>,
}

/// Reads an event in the JSON format.
pub(super) fn read(value: &[u8]) -> Result<CloudEventEnvelope<'_>, Refusal> {
    let value = without_bom(value);
    if let Some(what) = no_object(value).filter(|_| serde_json::from_slice::<IgnoredAny>(value).is_ok()) {
        return Err(Code::NotCloudEvents.because(format!("the record is {what}, not an event")));
    }
    serde_json::from_slice(value).map_err(|error| {
        if error.is_data() {
            Code::NotCloudEvents.because(wrong_attribute(value))
        } else {
            Code::NotJson.because(json_fault::words(&error))
        }
    })
}

/// What JSON is by its first byte that is no object. Attributes by position, which the reader would take from an array, are no
/// CloudEvent either.
fn no_object(json: &[u8]) -> Option<&'static str> {
    Some(match json.trim_ascii_start().first()? {
        b'{' => return None,
        b'[' => "an array",
        b'"' => "a text",
        b'n' => "null",
        b't' | b'f' => "true or false",
        _ => "a number",
    })
}

/// Reads again, slowly, to say which attribute is wrong.
fn wrong_attribute(value: &[u8]) -> String {
    let mut reader = serde_json::Deserializer::from_slice(value);
    match serde_path_to_error::deserialize::<_, CloudEventEnvelope<'_>>(&mut reader) {
        Err(error) => json_fault::of_member(&error.path().to_string(), error.inner()),
        Ok(_) => "it is no event".to_owned(),
    }
}

impl<'a> CloudEventEnvelope<'a> {
    /// `data` as JSON: as it stands, or out of its Base64.
    pub(super) fn data(&self) -> Result<Cow<'a, str>, Refusal> {
        match (self.data, &self.data_base64) {
            (Some(data), None) => Ok(Cow::Borrowed(data.get())),
            (None, Some(text)) => decoded(&text.0).map(Cow::Owned),
            (None, None) => Err(Code::MissingMember.because("`data` is missing")),
            (Some(_), Some(_)) => {
                Err(Code::NotCloudEvents
                    .because("the event has both `data` and `data_base64`: one of them is its data"))
            }
        }
    }
}

fn decoded(text: &str) -> Result<String, Refusal> {
    let wrong = |told: String| Code::NotCloudEvents.because(format!("`data_base64` is not Base64: {told}"));
    let bytes = BASE64.decode(text).map_err(|error| wrong(error.to_string()))?;
    let json: Result<&RawValue, _> = serde_json::from_slice(without_bom(&bytes));
    match json {
        Ok(json) if surrogate::unpaired(json.get().as_bytes()).is_some() => {
            Err(Code::NotJson.because("what `data_base64` holds cannot be read: a text has an unpaired surrogate"))
        }
        Ok(json) if json.get() == "null" => Err(Code::MissingMember.because("`data_base64` is `null`")),
        Ok(json) => Ok(json.get().to_owned()),
        Err(error) => {
            Err(Code::NotJson
                .because(format!("what `data_base64` holds cannot be read: {}", json_fault::words(&error))))
        }
    }
}

/// A byte order mark may stand before JSON and says nothing.
pub(super) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}
