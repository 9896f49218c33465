//! Members of `data`: reading them, and saying which one is wrong.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use xxhash_rust::xxh3::xxh3_64;

use crate::incoming::refusal::{Code, Refusal};
use crate::json::json_fault;
use crate::json::plain_text::{self, LENGTH_MAX};
use attrition_core::basics::date::Date;

/// Minutes of a shift that a member may count.
pub(super) const MINUTES_MAX: f64 = 2_160.0;
/// No shift lasts longer, seconds.
const SHIFT_MAX_S: i64 = 36 * 3_600;

/// Reads `data` as a whole.
pub(super) fn typed<T: DeserializeOwned>(json: &str) -> Result<T, Refusal> {
    serde_json::from_str(json).map_err(|_| refusal::<T>(json))
}

/// The same, with texts that stay in the record.
pub(super) fn borrowed<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, Refusal> {
    serde_json::from_str(json).map_err(|_| refusal::<T>(json))
}

/// Reads again, slowly, to say which member is wrong.
fn refusal<'a, T: Deserialize<'a>>(json: &'a str) -> Refusal {
    let mut reader = serde_json::Deserializer::from_str(json);
    let Err(error) = serde_path_to_error::deserialize::<_, T>(&mut reader) else {
        return Code::MistypedMember.because("`data` has more than one value");
    };
    let (member, said) = (error.path().to_string(), error.inner().to_string());
    let told = json_fault::of_member(&member, error.inner());
    if said.starts_with("missing field") {
        Code::MissingMember.because(told)
    } else if ["unknown variant", "invalid value", "number out of range"].iter().any(|kind| said.starts_with(kind)) {
        Code::OutOfRange.because(told)
    } else if said.starts_with("expected value") {
        // `data` is JSON: what is no value here is one that cannot be one of several codes.
        Code::MistypedMember.because(format!("`{member}` is no text, and must be one of its codes"))
    } else if error.inner().is_syntax() {
        // Half a character of UTF-16: no text has it, and the reader of the whole event does not look into `data`.
        Code::NotJson.because(told)
    } else {
        Code::MistypedMember.because(told)
    }
}

/// A member that must be there.
pub(super) fn required<'a, T: ?Sized>(name: &str, member: Option<&'a T>) -> Result<&'a T, Refusal> {
    member.ok_or_else(|| Code::MissingMember.because(format!("`{name}` is missing")))
}

/// A number within its range.
pub(super) fn within(name: &str, value: f64, low: f64, high: f64) -> Result<f64, Refusal> {
    if (low..=high).contains(&value) {
        Ok(value)
    } else {
        Err(Code::OutOfRange.because(format!("`{name}` is {value}, it must be between {low} and {high}")))
    }
}

/// Reads a date, YYYY-MM-DD; any other text is refused.
pub(super) fn date(name: &str, text: &str) -> Result<Date, Refusal> {
    Date::parse(text).ok_or_else(|| Code::MistypedMember.because(format!("`{name}` is not a date, YYYY-MM-DD")))
}

/// Seconds of a shift from its start to its end.
pub(super) fn seconds_between(
    (start_name, start): (&str, OffsetDateTime),
    (end_name, end): (&str, OffsetDateTime),
) -> Result<u32, Refusal> {
    let seconds = (end - start).whole_seconds();
    if (0..=SHIFT_MAX_S).contains(&seconds) {
        return Ok(seconds as u32);
    }
    let (start, end) = (text_of(start), text_of(end));
    let told = format!("`{end_name}` is {end}, before `{start_name}`, {start}, or more than 36 hours after it");
    Err(Code::OutOfRange.because(told))
}

/// A timestamp, to be shown.
pub(super) fn text_of(time: OffsetDateTime) -> String {
    time.format(&Rfc3339).expect("it was read as one of these")
}

/// The hash of an id or a code, after a look at its length and its characters.
pub(super) fn key(name: &str, text: &str) -> Result<u64, Refusal> {
    if text.is_empty() || text.len() > LENGTH_MAX {
        let told = format!("`{name}` has {} bytes, it must have between 1 and {LENGTH_MAX}", text.len());
        return Err(Code::OutOfRange.because(told));
    }
    match plain_text::fault(text) {
        Some(fault) => Err(Code::OutOfRange.because(format!("`{name}` {fault}"))),
        None => Ok(xxh3_64(text.as_bytes())),
    }
}
