//! Kafka's protocol binding: which mode a record is in, and the attributes of binary mode, which are headers.

use std::borrow::Cow;

use super::content_type::{Content, content};
use super::envelope::{CloudEventEnvelope, Text, without_bom};
use crate::incoming::refusal::{Code, Refusal};
use crate::json::json_fault;
use crate::records::record::Header;

/// What the names of the headers begin with that are attributes.
pub(super) const PREFIX: &str = "ce_";
/// The header that says what the value is; its name is case-sensitive, as all of Kafka's are.
pub(super) const CONTENT_TYPE: &str = "content-type";

/// Whether a record is in binary mode. Its content type decides; where that names no format of CloudEvents, or is not
/// there, the header that every event in binary mode has.
pub(super) fn is_binary(headers: &[Header]) -> Result<bool, Refusal> {
    if headers.is_empty() {
        return Ok(false);
    }
    let content_type = header(headers, CONTENT_TYPE)?.unwrap_or_default();
    match content(std::str::from_utf8(content_type).unwrap_or_default())? {
        Content::Event => Ok(false),
        Content::Batch => {
            let told = "Kafka has no batched mode: send each event of the batch as a record of its own";
            Err(Code::UnsupportedContentType.because(told))
        }
        Content::Data => Ok(headers.iter().any(|(name, _)| name == "ce_specversion")),
    }
}

/// Reads an event in binary mode: attributes are headers, the value is `data`.
pub(super) fn read<'a>(value: &'a [u8], headers: &'a [Header]) -> Result<CloudEventEnvelope<'a>, Refusal> {
    let text = |name: &str| {
        let text = header(headers, name)?.map(|bytes| std::str::from_utf8(bytes).map(|text| Text(Cow::Borrowed(text))));
        text.transpose().map_err(|_| Code::NotCloudEvents.because(format!("the header `{name}` is not UTF-8")))
    };
    Ok(CloudEventEnvelope {
        specversion: text("ce_specversion")?,
        id: text("ce_id")?,
        source: text("ce_source")?,
        kind: text("ce_type")?,
        time: text("ce_time")?,
        subject: text("ce_subject")?,
        datacontenttype: text(CONTENT_TYPE)?,
        data: serde_json::from_slice(without_bom(value))
            .map_err(|error| Code::NotJson.because(json_fault::words(&error)))?,
        data_base64: None,
    })
}

/// Says of a record that is no event in structured mode what it may have been meant to be.
pub(super) fn hint(headers: &[Header]) -> &'static str {
    let is_meant = |(name, _): &Header| {
        name.get(..PREFIX.len())
            .is_some_and(|begin| ["ce_", "ce-"].iter().any(|known| begin.eq_ignore_ascii_case(known)))
    };
    if headers.iter().any(is_meant) {
        "; the headers of binary mode are `ce_specversion`, `ce_id`, `ce_source`, `ce_type` .., in small letters"
    } else {
        ""
    }
}

/// The value of a header that may be there once.
fn header<'a>(headers: &'a [Header], name: &str) -> Result<Option<&'a [u8]>, Refusal> {
    let mut found = headers.iter().filter(|(header, _)| header == name).map(|(_, value)| value.as_slice());
    let value = found.next();
    match found.next() {
        None => Ok(value),
        Some(_) => Err(Code::NotCloudEvents.because(format!("the header `{name}` is there more than once"))),
    }
}
